from django.urls import path

from accompaniment.lib.redirects import moved_to

from . import pages
from .privacy import privacy

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
]
