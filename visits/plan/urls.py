from django.urls import path

from .pages import calendar, moves, transfers

calendar_urls = [  # /visits/calendar/
    path("calendar/", calendar.my_calendar, name="my_calendar"),
    path("calendar/<int:companion_id>/", calendar.calendar, name="calendar"),
    path("calendar/<int:companion_id>/day/", calendar.calendar_day, name="calendar_day"),
    path("calendar/<int:companion_id>/propose/", calendar.calendar_propose, name="calendar_propose"),
    path("calendar/<int:companion_id>/address/", calendar.calendar_address, name="calendar_address"),
    path("calendar/proposals/<uuid:proposal_id>/undo/", calendar.calendar_undo, name="calendar_undo"),
    path("calendar/<str:token>.ics", calendar.feed, name="feed"),
]
urlpatterns = [  # /visits/
    *calendar_urls,
    path("plan/<int:assignment_id>/", moves.visit_plan, name="plan"),
    path("<uuid:visit_id>/hand-on/", transfers.visit_hand_on, name="hand_on"),
    path("people/transfer/", transfers.people_transfer, name="transfer_people"),
    path("transfer/<int:companion_id>/", transfers.companion_transfer, name="transfer"),
    path("<uuid:visit_id>/prepare/", moves.visit_prepare, name="prepare"),
    path("<uuid:visit_id>/reschedule/", moves.visit_reschedule, name="reschedule"),
    path("<uuid:visit_id>/move/", moves.visit_move, name="move"),
    path("<uuid:visit_id>/next/", moves.visit_plan_next, name="plan_next"),
    path("<uuid:visit_id>/unplan/", moves.visit_unplan, name="unplan"),
    path("<uuid:visit_id>/cancel/", moves.visit_cancel, name="cancel"),
]
