"""/instruments/ : each room brings its own routes; all of them are named `rubrics:…`."""

from django.urls import include, path

app_name = "rubrics"
urlpatterns = [
    path("-/practice/", include("rubrics.practice.urls")),
    path("-/catalogues/", include("rubrics.catalogues.urls")),
    path("", include("rubrics.instruments.urls")),
]
