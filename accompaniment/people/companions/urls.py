from django.urls import path

from . import pages

urlpatterns = [  # /companions/
    path("", pages.companion_list, name="companions"),
    path("export/", pages.companions_export, name="companions_export"),
    path("new/", pages.companion_new, name="companion_new"),
    path("<int:companion_id>/end/", pages.companion_end, name="companion_end"),
    path("<int:companion_id>/access/", pages.companion_access, name="companion_access"),
]
