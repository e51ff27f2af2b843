from django.urls import path

from .pages import my_data

urlpatterns = [path("my-data/", my_data, name="my_data")]  # /reports/
