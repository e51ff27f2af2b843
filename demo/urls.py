from django.urls import path

from .design_page import design
from .entering import enter

urlpatterns = [  # /
    path("design/", design, name="design"),
    path("demo/enter/", enter, name="demo_enter"),
]
