from django.urls import path

from . import joined, pages

urlpatterns = [  # /people/duplicates/
    path("", pages.duplicate_list, name="duplicates"),
    path("joined/<uuid:former_id>/", joined.joined, name="joined"),
    path("joined/<uuid:former_id>/undo/", joined.undo, name="joined_undo"),
    path("<uuid:teacher_id>/<uuid:other_id>/", pages.duplicate, name="duplicate"),
    path("<uuid:teacher_id>/<uuid:other_id>/apart/", pages.duplicate_dismiss, name="duplicate_dismiss"),
]
