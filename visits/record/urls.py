from django.urls import path

from .attachments import pages as attachments
from .pages import conflicts, form, history, versions

urlpatterns = [  # /visits/
    path("new/<int:assignment_id>/", form.visit_new, name="new"),
    path("try/<slug:code>/<int:number>/", versions.try_version, name="try"),
    path("attachments/<uuid:attachment_id>/", attachments.attachment_file, name="attachment_file"),
    path("attachments/<uuid:attachment_id>/edit/", attachments.attachment_edit, name="attachment_edit"),
    path("attachments/<uuid:attachment_id>/remove/", attachments.attachment_remove, name="attachment_remove"),
    path("attachments/<uuid:attachment_id>/withdraw/", attachments.attachment_withdraw, name="attachment_withdraw"),
    path("<uuid:visit_id>/form/", form.visit_edit, name="form"),
    path("<uuid:visit_id>/conflict/", conflicts.visit_conflict, name="conflict"),
    path("<uuid:visit_id>/conflict/<uuid:submission_id>/", conflicts.visit_compare, name="compare"),
    path("<uuid:visit_id>/history/", history.visit_history, name="history"),
    path("<uuid:visit_id>/history/<uuid:submission_id>/", history.visit_history_entry, name="history_entry"),
    path("<uuid:visit_id>/version/", versions.visit_version, name="version"),
    path("<uuid:visit_id>/attachments/", attachments.visit_attachments, name="attachments"),
]
