from django.urls import path

from . import pages

urlpatterns = [  # /see-as/
    path("", pages.see_as, name="see_as"),
    path("<int:user_id>/", pages.see_as_start, name="see_as_start"),
    path("end/", pages.see_as_end, name="see_as_end"),
]
