from django.urls import path

from . import pages

urlpatterns = [  # /registry/
    path("", pages.upload, name="registry"),
    path("<uuid:import_id>/", pages.preview, name="registry_preview"),
    path("<uuid:import_id>/progress/", pages.progress, name="registry_progress"),
    path("<uuid:import_id>/confirm/", pages.confirm, name="registry_confirm"),
    path("<uuid:import_id>/cancel/", pages.cancel, name="registry_cancel"),
    path("<uuid:import_id>/rows/", pages.rows, name="registry_rows"),
    path("<uuid:import_id>/rows/export/", pages.rows_export, name="registry_rows_export"),
]
