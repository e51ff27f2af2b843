from django.urls import path

from . import views

app_name = "rubrics"
urlpatterns = [  # /instruments/
    path("", views.instrument_list, name="instruments"),
    path("<slug:code>/", views.instrument_detail, name="instrument"),
]
