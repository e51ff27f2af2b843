from django.urls import path

from . import pages

urlpatterns = [  # /visits/
    path("alerts/", pages.alert_list, name="alerts"),
    path("alerts/<uuid:alert_id>/", pages.alert_detail, name="alert"),
    path("alerts/<uuid:alert_id>/notes/", pages.alert_note, name="alert_note"),
    path("alerts/steps/<int:step_id>/", pages.alert_step, name="alert_step"),
    path("alerts/protocols/<int:ugel_id>/", pages.protocol_list, name="alert_protocols"),
    path("alerts/protocols/<int:ugel_id>/<slug:kind>/", pages.protocol_edit, name="alert_protocol"),
    path("assignments/<int:assignment_id>/alert/", pages.alert_new, name="alert_new"),
    path("<uuid:visit_id>/alert/", pages.alert_new_of_visit, name="alert_new_of_visit"),
]
