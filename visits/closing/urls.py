from django.urls import path

from .pages import confirming, corrections

urlpatterns = [  # /visits/<uuid:visit_id>/
    path("<uuid:visit_id>/close/", confirming.visit_close, name="close"),
    path("<uuid:visit_id>/sign/", confirming.visit_sign, name="sign"),
    path("<uuid:visit_id>/acknowledge/", confirming.visit_acknowledge, name="acknowledge"),
    path("<uuid:visit_id>/answer/", confirming.visit_answer, name="answer"),
    path("<uuid:visit_id>/correct/", corrections.visit_correct, name="correct"),
    path("<uuid:visit_id>/revisions/<int:number>/", corrections.visit_revision, name="revision"),
]
