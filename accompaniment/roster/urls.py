from django.urls import path

from . import pages

urlpatterns = [  # /people/
    path("export/", pages.people_export, name="people_export"),
    path("import/", pages.upload, name="roster"),
    path("import/template/", pages.template, name="roster_template"),
    path("import/<uuid:import_id>/", pages.preview, name="roster_preview"),
    path("import/<uuid:import_id>/progress/", pages.progress, name="roster_progress"),
    path("import/<uuid:import_id>/confirm/", pages.confirm, name="roster_confirm"),
    path("import/<uuid:import_id>/doubts/", pages.doubts, name="roster_doubts"),
    path("import/<uuid:import_id>/refused/", pages.refused, name="roster_refused"),
    path("import/<uuid:import_id>/undo/", pages.undo, name="roster_undo"),
]
