from django.urls import path

from .views import dashboards, documents, jobs, my_data, sheets

app_name = "reports"
urlpatterns = [  # /reports/
    path("institutions/<int:institution_id>/", dashboards.institution_dashboard, name="institution"),
    path("ugels/<int:ugel_id>/", dashboards.ugel_dashboard, name="ugel"),
    path("people/<uuid:teacher_id>/plan/", jobs.request_plan, name="request_plan"),
    path("visits/<uuid:visit_id>/<str:look>/", sheets.visit_sheet, name="visit_sheet"),
    path("jobs/<uuid:job_id>/", jobs.job_page, name="job"),
    path("jobs/<uuid:job_id>/progress/", jobs.job_progress, name="job_progress"),
    path("documents/", documents.document_list, name="documents"),
    path("documents/<uuid:document_id>/", documents.document_page, name="document"),
    path("documents/<uuid:document_id>/file/", documents.document_file, name="document_file"),
    path("my-data/", my_data.my_data, name="my_data"),
    path("verify/", documents.verify, name="verify"),
    path("verify/<str:code>/", documents.verify, name="verify_code"),
]
