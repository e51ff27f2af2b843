from django.urls import path

from . import people, visits

urlpatterns = [  # /visits/
    path("", visits.visit_list, name="list"),
    path("export/", visits.visit_list_export, name="list_export"),
    path("levels/export/", visits.visit_levels_export, name="levels_export"),
    path("<uuid:visit_id>/", visits.visit_detail, name="detail"),
    path("people/<uuid:teacher_id>/", people.teacher_detail, name="teacher"),
]
