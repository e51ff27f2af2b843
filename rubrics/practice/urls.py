from django.urls import path

from . import pages

urlpatterns = [  # /instruments/-/practice/
    path("", pages.practice_list, name="practice"),
    path("new/", pages.practice_new, name="practice_new"),
    path("<uuid:case_id>/", pages.practice_case, name="practice_case"),
    path("<uuid:case_id>/edit/", pages.practice_edit, name="practice_edit"),
    path("<uuid:case_id>/publish/", pages.practice_publish, name="practice_publish"),
    path("<uuid:case_id>/retire/", pages.practice_retire, name="practice_retire"),
]
