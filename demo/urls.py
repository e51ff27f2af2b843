from django.urls import path

from .design_page import design

urlpatterns = [  # /
    path("design/", design, name="design"),
]
