from django.urls import path

from . import pages

urlpatterns = [  # /system/
    path("reading/", pages.unusual_reading, name="unusual_reading"),
]
