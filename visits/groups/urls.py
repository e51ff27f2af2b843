from django.urls import path

from .agenda import pages as agenda
from .calls import pages as calls
from .catching_up import pages as catching_up
from .colleagues import pages as colleagues
from .earlier import pages as earlier
from .marking import pages as marking
from .materials import pages as materials
from .pages import convening, effect, holding, rating, session
from .roll import pages as roll

urlpatterns = [  # /visits/groups/
    path("", convening.session_list, name="sessions"),
    path("themes/", convening.theme_list, name="themes"),
    path("roll/", roll.sessions_roll, name="sessions_roll"),
    path("roll/export/", roll.sessions_roll_export, name="sessions_roll_export"),
    path("people/<uuid:teacher_id>/", roll.person_sessions, name="person_sessions"),
    path("new/", convening.session_new, name="session_new"),
    path("<uuid:session_id>/", session.session_page, name="session"),
    path("<uuid:session_id>/edit/", convening.session_edit, name="session_edit"),
    path("<uuid:session_id>/agenda/edit/", agenda.session_agenda, name="session_agenda"),
    path("<uuid:session_id>/cancel/", convening.session_cancel, name="session_cancel"),
    path("<uuid:session_id>/people/", convening.session_invite, name="session_invite"),
    path("<uuid:session_id>/people/<int:attendance_id>/remove/", convening.session_take_off, name="session_take_off"),
    path("<uuid:session_id>/effect/", effect.session_effect, name="session_effect"),
    path("<uuid:session_id>/rate/", rating.session_rate, name="session_rate"),
    path("<uuid:session_id>/answer/", calls.session_answer, name="session_answer"),
    path("<uuid:session_id>/calendar.ics", calls.session_calendar, name="session_calendar"),
    path("<uuid:session_id>/materials/", materials.session_materials, name="session_materials"),
    path("materials/<uuid:material_id>/", materials.material_open, name="material_open"),
    path("materials/<uuid:material_id>/remove/", materials.material_remove, name="material_remove"),
    path("<uuid:session_id>/earlier/", earlier.session_earlier, name="session_earlier"),
    path("<uuid:session_id>/record/", holding.session_record, name="session_record"),
    path("<uuid:session_id>/catch-up/", catching_up.session_catch_up, name="session_catch_up"),
    path("<uuid:session_id>/catch-up/edit/", catching_up.session_catch_up_edit, name="session_catch_up_edit"),
    path(
        "<uuid:session_id>/people/<int:attendance_id>/catch-up/",
        catching_up.session_catch_up_answer,
        name="session_catch_up_answer",
    ),
    path("<uuid:session_id>/colleague/", colleagues.session_colleague, name="session_colleague"),
    path("<uuid:session_id>/show/", colleagues.session_show, name="session_show"),
    path("<uuid:session_id>/code/", marking.session_code, name="session_code"),
    path("<uuid:session_id>/mark/<str:code>/", marking.session_mark, name="session_mark"),
    path("<uuid:session_id>/pin/", marking.session_pin, name="session_pin"),
    path("<uuid:session_id>/sheet/", marking.session_sheet, name="session_sheet"),
    path("<uuid:session_id>/paper/", marking.session_paper, name="session_paper"),
    path("<uuid:session_id>/agree/", holding.session_agree, name="session_agree"),
    path("commitments/<uuid:commitment_id>/remove/", holding.session_take_back, name="session_take_back"),
]
