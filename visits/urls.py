from django.urls import path

from .views import moves, pages, recording, teachers, transfers

app_name = "visits"
visit_urls = [  # /visits/<uuid:visit_id>/
    path("<uuid:visit_id>/", pages.visit_detail, name="detail"),
    path("<uuid:visit_id>/form/", recording.visit_form, name="form"),
    path("<uuid:visit_id>/conflict/", recording.visit_conflict, name="conflict"),
    path("<uuid:visit_id>/close/", moves.visit_close, name="close"),
    path("<uuid:visit_id>/cancel/", moves.visit_cancel, name="cancel"),
]
urlpatterns = [  # /visits/
    path("", pages.visit_list, name="list"),
    path("new/<int:assignment_id>/", recording.visit_new, name="new"),
    path("plan/<int:assignment_id>/", moves.visit_plan, name="plan"),
    path("transfer/<int:companion_id>/", transfers.companion_transfer, name="transfer"),
    path("people/<uuid:teacher_id>/", teachers.teacher_detail, name="teacher"),
    *visit_urls,
]
