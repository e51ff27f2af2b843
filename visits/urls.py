from django.urls import path

from .views import (
    attachments,
    calendars,
    calibration,
    confirming,
    conflicts,
    conversations,
    corrections,
    ideas,
    moves,
    pages,
    pairs,
    recording,
    teachers,
    transfers,
    versions,
)

app_name = "visits"
visit_urls = [  # /visits/<uuid:visit_id>/
    path("<uuid:visit_id>/", pages.visit_detail, name="detail"),
    path("<uuid:visit_id>/form/", recording.visit_form, name="form"),
    path("<uuid:visit_id>/conflict/", conflicts.visit_conflict, name="conflict"),
    path("<uuid:visit_id>/prepare/", moves.visit_prepare, name="prepare"),
    path("<uuid:visit_id>/reschedule/", moves.visit_reschedule, name="reschedule"),
    path("<uuid:visit_id>/close/", confirming.visit_close, name="close"),
    path("<uuid:visit_id>/sign/", confirming.visit_sign, name="sign"),
    path("<uuid:visit_id>/acknowledge/", confirming.visit_acknowledge, name="acknowledge"),
    path("<uuid:visit_id>/next/", moves.visit_plan_next, name="plan_next"),
    path("<uuid:visit_id>/cancel/", moves.visit_cancel, name="cancel"),
    path("<uuid:visit_id>/attachments/", attachments.visit_attachments, name="attachments"),
    path("<uuid:visit_id>/version/", versions.visit_version, name="version"),
    path("<uuid:visit_id>/comments/", conversations.visit_comment, name="comment"),
    path("<uuid:visit_id>/self-assessment/", conversations.visit_self_assessment, name="self_assessment"),
    path("<uuid:visit_id>/correct/", corrections.visit_correct, name="correct"),
    path("<uuid:visit_id>/revisions/<int:number>/", corrections.visit_revision, name="revision"),
    path("<uuid:visit_id>/move/", moves.visit_move, name="move"),
    path("<uuid:visit_id>/second-observer/", pairs.pair_invite, name="pair_invite"),
]
calendar_urls = [  # /visits/calendar/
    path("calendar/", calendars.my_calendar, name="my_calendar"),
    path("calendar/<int:companion_id>/", calendars.calendar, name="calendar"),
    path("calendar/<int:companion_id>/propose/", calendars.calendar_propose, name="calendar_propose"),
    path("calendar/<int:companion_id>/address/", calendars.calendar_address, name="calendar_address"),
    path("calendar/proposals/<uuid:proposal_id>/undo/", calendars.calendar_undo, name="calendar_undo"),
    path("calendar/<str:token>.ics", calendars.feed, name="feed"),
]
pair_urls = [  # /visits/pairs/<uuid:pair_id>/
    path("pairs/<uuid:pair_id>/", pairs.pair_form, name="pair"),
    path("pairs/<uuid:pair_id>/close/", pairs.pair_close, name="pair_close"),
    path("pairs/<uuid:pair_id>/decline/", pairs.pair_decline, name="pair_decline"),
    path("pairs/<uuid:pair_id>/withdraw/", pairs.pair_withdraw, name="pair_withdraw"),
    path("pairs/<uuid:pair_id>/comparison/", pairs.pair_comparison, name="pair_comparison"),
]
calibration_urls = [  # /visits/calibration/
    path("calibration/", calibration.calibration, name="calibration"),
    path("calibration/<int:ugel_id>/", calibration.ugel_calibration, name="ugel_calibration"),
    path("calibration/<int:ugel_id>/rule/", calibration.calibration_rule, name="calibration_rule"),
]
idea_urls = [  # /visits/ideas/
    path("ideas/", ideas.idea_list, name="ideas"),
    path("ideas/new/<uuid:commitment_id>/", ideas.idea_new, name="idea_new"),
    path("ideas/<int:idea_id>/withdraw/", ideas.idea_withdraw, name="idea_withdraw"),
]
urlpatterns = [  # /visits/
    path("", pages.visit_list, name="list"),
    path("new/<int:assignment_id>/", recording.visit_new, name="new"),
    path("plan/<int:assignment_id>/", moves.visit_plan, name="plan"),
    path("transfer/<int:companion_id>/", transfers.companion_transfer, name="transfer"),
    path("people/<uuid:teacher_id>/", teachers.teacher_detail, name="teacher"),
    *idea_urls,
    path("attachments/<uuid:attachment_id>/", attachments.attachment_file, name="attachment_file"),
    path("attachments/<uuid:attachment_id>/edit/", attachments.attachment_edit, name="attachment_edit"),
    path("attachments/<uuid:attachment_id>/remove/", attachments.attachment_remove, name="attachment_remove"),
    *calendar_urls,
    path("try/<slug:code>/<int:number>/", versions.try_version, name="try"),
    *visit_urls,
    *pair_urls,
    *calibration_urls,
]
