from django.urls import include, path

app_name = "reports"
urlpatterns = [  # /reports/
    path("", include("reports.documents.urls")),
    path("", include("reports.dashboards.urls")),
    path("", include("reports.plans.urls")),
    path("", include("reports.people_data.urls")),
    path("", include("reports.downloads.urls")),
    path("", include("reports.indicators.urls")),
]
