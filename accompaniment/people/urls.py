from django.urls import path

from accompaniment.lib.redirects import moved_to

from . import account_pages, one_time_codes, pages
from .assignments import pages as assignments

urlpatterns = [  # /people/
    path("", pages.teacher_list, name="teachers"),
    path("new/", pages.teacher_new, name="teacher_new"),
    path("accounts/", account_pages.accounts, name="accounts"),
    path("accounts/<int:user_id>/access/", account_pages.access_of_account, name="access_of_account"),
    path("one-time-codes/", one_time_codes.one_time_codes, name="one_time_codes"),
    path("slips/", moved_to("one_time_codes"), name="former_one_time_codes"),
    path("assign/", assignments.assignment_several, name="assignment_several"),
    path("<uuid:teacher_id>/edit/", pages.teacher_edit, name="teacher_edit"),
    path("<uuid:teacher_id>/account/", pages.teacher_account, name="teacher_account"),
    path("<uuid:teacher_id>/posts/new/", pages.post_new, name="post_new"),
    path("posts/<int:post_id>/end/", pages.post_end, name="post_end"),
    path("posts/<int:post_id>/assign/", assignments.assignment_new, name="assignment_new"),
    path("assignments/<int:assignment_id>/end/", assignments.assignment_end, name="assignment_end"),
]
