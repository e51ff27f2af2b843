from django.urls import path

from . import pages

urlpatterns = [  # /people/duplicates/
    path("", pages.duplicate_list, name="duplicates"),
    path("<uuid:teacher_id>/<uuid:other_id>/", pages.duplicate, name="duplicate"),
    path("<uuid:teacher_id>/<uuid:other_id>/apart/", pages.duplicate_dismiss, name="duplicate_dismiss"),
]
