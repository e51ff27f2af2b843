from django.urls import path

from . import pages

urlpatterns = [  # /visits/<uuid:visit_id>/
    path("<uuid:visit_id>/comments/", pages.visit_comment, name="comment"),
    path("<uuid:visit_id>/self-assessment/", pages.visit_self_assessment, name="self_assessment"),
]
