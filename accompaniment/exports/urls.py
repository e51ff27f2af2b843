from django.urls import path

from . import pages

urlpatterns = [  # /exports/
    path("", pages.export_list, name="exports"),
    path("ask/<slug:code>/", pages.export_ask, name="export_ask"),
    path("<uuid:export_id>/", pages.export_page, name="export"),
    path("<uuid:export_id>/progress/", pages.export_progress, name="export_progress"),
    path("<uuid:export_id>/file/", pages.export_file, name="export_file"),
    path("<uuid:export_id>/legend/", pages.export_legend, name="export_legend"),
    path("<uuid:export_id>/again/", pages.export_again, name="export_again"),
    path("<uuid:export_id>/remove/", pages.export_remove, name="export_remove"),
]
