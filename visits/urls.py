"""/visits/ : each room brings its own routes; all of them are named `visits:…`."""

from django.urls import include, path

app_name = "visits"
urlpatterns = [
    path("", include("visits.overview.urls")),
    path("", include("visits.alerts.urls")),
    path("", include("visits.record.urls")),
    path("", include("visits.closing.urls")),
    path("", include("visits.talk.urls")),
    path("", include("visits.plan.urls")),
    path("groups/", include("visits.groups.urls")),
    path("training/", include("visits.training.urls")),
    path("contacts/", include("visits.contacts.urls")),
    path("ideas/", include("visits.commitments.urls")),
    path("", include("visits.calibration.urls")),
]
