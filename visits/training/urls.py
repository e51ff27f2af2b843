from django.urls import path

from . import pages

urlpatterns = [  # /visits/training/
    path("", pages.training_hours, name="training_hours"),
    path("export/", pages.training_hours_export, name="training_hours_export"),
]
