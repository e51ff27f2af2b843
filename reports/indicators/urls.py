from django.urls import path

from . import pages

urlpatterns = [  # /reports/
    path("indicators/", pages.indicators, name="indicators"),
    path("indicators/<slug:code>/<slug:part>/", pages.indicator_rows, name="indicator_rows"),
    path("indicators/<slug:code>/<slug:part>/file/", pages.indicator_export, name="indicator_export"),
]
