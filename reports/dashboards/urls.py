from django.urls import path

from . import institution_pages, pages, people_pages

urlpatterns = [  # /reports/
    path("institutions/<int:institution_id>/", institution_pages.institution_dashboard, name="institution"),
    path("ugels/<int:ugel_id>/", pages.ugel_dashboard, name="ugel"),
    path("ugels/<int:ugel_id>/people/", people_pages.ugel_people, name="ugel_people"),
    path("ugels/<int:ugel_id>/companions/", people_pages.ugel_companions, name="ugel_companions"),
]
