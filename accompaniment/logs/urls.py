from django.urls import path

from accompaniment.lib.redirects import moved_to

from . import pages
from .notices.pages import privacy, privacy_edit

urlpatterns = [  # /logs/
    path("mine/", pages.my_access_log, name="my_access_log"),
    path("access/", pages.access_log, name="access_log"),
    path("readings/", moved_to("access_log"), name="former_access_log"),
    path("changes/", pages.change_list, name="changes"),
]
person_urls = [  # /people/
    path("<uuid:teacher_id>/history/", pages.teacher_history, name="teacher_history"),
]
privacy_urls = [  # /privacy/
    path("", privacy, name="privacy"),
    path("<int:ugel_id>/edit/", privacy_edit, name="privacy_edit"),
]
