from django.urls import path

from . import batch_pages, certificate_pages, minutes_pages, pages, request_pages

urlpatterns = [  # /reports/
    path("people/plans/", batch_pages.request_plans, name="request_plans"),
    path("batches/<uuid:batch_id>/", batch_pages.batch_page, name="batch"),
    path("batches/<uuid:batch_id>/progress/", batch_pages.batch_progress, name="batch_progress"),
    path("batches/<uuid:batch_id>/archive/", batch_pages.batch_archive, name="batch_archive"),
    path("batches/<uuid:batch_id>/retry/", batch_pages.batch_retry, name="batch_retry"),
    path("people/<uuid:teacher_id>/plan/", request_pages.request_plan, name="request_plan"),
    path("plans/<uuid:plan_id>/issue/", request_pages.group_plan_issue, name="group_plan_issue"),
    path("people/<uuid:teacher_id>/certificate/", certificate_pages.training_certificate, name="training_certificate"),
    path("visits/<uuid:visit_id>/<str:look>/", request_pages.visit_sheet, name="visit_sheet"),
    path("sessions/<uuid:session_id>/minutes/", request_pages.session_minutes, name="session_minutes"),
    path("sessions/<uuid:session_id>/minutes/read/", minutes_pages.minutes_read, name="minutes_read"),
    path(
        "sessions/<uuid:session_id>/certificates/", certificate_pages.session_certificates, name="session_certificates"
    ),
    path(
        "sessions/people/<int:attendance_id>/certificate/",
        certificate_pages.attendance_certificate,
        name="attendance_certificate",
    ),
    path("sessions/<uuid:session_id>/series/", certificate_pages.series_certificates, name="series_certificates"),
    path(
        "sessions/people/<int:attendance_id>/series/", certificate_pages.series_certificate, name="series_certificate"
    ),
    path("sessions/<uuid:session_id>/notice/", request_pages.session_notice, name="session_notice"),
    path("jobs/<uuid:job_id>/", request_pages.job_page, name="job"),
    path("jobs/<uuid:job_id>/progress/", request_pages.job_progress, name="job_progress"),
    path("documents/", pages.document_list, name="documents"),
    path("documents/archive/", pages.documents_archive, name="documents_archive"),
    path("documents/<uuid:document_id>/", pages.document_page, name="document"),
    path("documents/<uuid:document_id>/file/", pages.document_file, name="document_file"),
    path("documents/<uuid:document_id>/annul/", pages.document_annul, name="document_annul"),
    path("verify/", pages.verify, name="verify"),
    path("verify/<str:code>/", pages.verify, name="verify_code"),
]
