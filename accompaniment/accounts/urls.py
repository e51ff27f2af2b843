from django.urls import path

from .pins.pages import my_pin
from .reminders import reminders

urlpatterns = [
    path("reminders/", reminders, name="reminders"),
    path("my-pin/", my_pin, name="my_pin"),
]
