from django.urls import path

from . import pages

urlpatterns = [  # /roles/
    path("", pages.role_list, name="roles"),
    path("new/", pages.role_new, name="role_new"),
    path("<int:role_id>/end/", pages.role_end, name="role_end"),
    path("<int:role_id>/access/", pages.role_access, name="role_access"),
]
