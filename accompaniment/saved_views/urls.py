from django.urls import path

from . import pages

urlpatterns = [  # /saved-views/
    path("<slug:code>/new/", pages.saved_view_new, name="saved_view_new"),
    path("<int:view_id>/edit/", pages.saved_view_edit, name="saved_view_edit"),
]
