from django.urls import path

from .pins.pages import my_pin
from .reminders import reminders
from .treatment_pages import my_treatment

urlpatterns = [
    path("reminders/", reminders, name="reminders"),
    path("my-treatment/", my_treatment, name="my_treatment"),
    path("my-pin/", my_pin, name="my_pin"),
]
