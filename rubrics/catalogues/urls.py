from django.urls import path

from . import pages

urlpatterns = [  # /instruments/-/catalogues/
    path("", pages.catalogue_list, name="catalogues"),
]
