from django.urls import path

from . import pages, slips
from .assignments import pages as assignments

urlpatterns = [  # /people/
    path("", pages.teacher_list, name="teachers"),
    path("new/", pages.teacher_new, name="teacher_new"),
    path("slips/", slips.slips, name="slips"),
    path("<uuid:teacher_id>/edit/", pages.teacher_edit, name="teacher_edit"),
    path("<uuid:teacher_id>/account/", pages.teacher_account, name="teacher_account"),
    path("<uuid:teacher_id>/posts/new/", pages.post_new, name="post_new"),
    path("posts/<int:post_id>/end/", pages.post_end, name="post_end"),
    path("posts/<int:post_id>/assign/", assignments.assignment_new, name="assignment_new"),
    path("assignments/<int:assignment_id>/end/", assignments.assignment_end, name="assignment_end"),
]
