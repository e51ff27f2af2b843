from django.urls import path

from . import pages
from .privacy import privacy

urlpatterns = [  # /logs/
    path("mine/", pages.my_readings, name="my_readings"),
    path("readings/", pages.reading_list, name="readings"),
    path("changes/", pages.change_list, name="changes"),
]
person_urls = [  # /people/
    path("<uuid:teacher_id>/history/", pages.teacher_history, name="teacher_history"),
]
privacy_urls = [  # /privacy/
    path("", privacy, name="privacy"),
]
