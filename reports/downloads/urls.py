from django.urls import path

from . import pages

urlpatterns = [  # /reports/
    path("downloads/", pages.downloads, name="downloads"),
    path("downloads/<slug:code>/", pages.download, name="download"),
    path("downloads/<slug:code>/fields/", pages.download_fields, name="download_fields"),
    path("downloads/<slug:code>/datapackage.json", pages.data_package, name="data_package"),
]
