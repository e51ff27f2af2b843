"""Instruments, their editor, and cases of practice."""

from reports.tests.world import (
    BROUGHT,
    CAMPAIGN,
    CASE,
    CASE_DRAFT,
    CRITERION,
    EVERYONES,
    FILE,
    INSTRUMENT,
    NONE,
    PUBLISHED,
    VERSION_DRAFT,
)

from .words import ACCOMPANIED, COMPANIONS, OTHERS, READERS, SPECIALISTS, allow, forbid, hide, only_send, row, told

TABLE = {
    "rubrics:campaign": row(CAMPAIGN, allow("berta"), hide("carla"), forbid(OTHERS)),
    "rubrics:catalogues": row(NONE, allow(OTHERS)),  # frameworks that everybody may read
    "rubrics:instruments": row(NONE, allow(COMPANIONS, SPECIALISTS, "diana", "alma"), forbid(OTHERS)),
    "rubrics:instrument": row(INSTRUMENT, allow(COMPANIONS, SPECIALISTS, "diana", "alma"), forbid(OTHERS)),
    "rubrics:new": row(NONE, allow(SPECIALISTS, "alma"), forbid(OTHERS)),
    "rubrics:import": row(NONE, allow(SPECIALISTS, "alma"), forbid(OTHERS)),
    "rubrics:import_preview": row(BROUGHT, allow("berta"), hide("carla", "alma"), forbid(OTHERS)),
    "rubrics:import_progress": row(BROUGHT, allow("berta"), hide("carla", "alma"), forbid(OTHERS)),
    "rubrics:import_confirm": row(BROUGHT, only_send(OTHERS)),
    "rubrics:draft": row(VERSION_DRAFT, allow("berta"), forbid("dora", READERS, ACCOMPANIED), hide(OTHERS)),
    "rubrics:about": row(VERSION_DRAFT, allow("berta"), forbid("dora", READERS, ACCOMPANIED), hide(OTHERS)),
    "rubrics:copy": row(EVERYONES, allow(SPECIALISTS, "alma"), forbid(OTHERS)),
    "rubrics:next": row(PUBLISHED, allow("berta"), hide("carla"), forbid(OTHERS)),
    "rubrics:delete": row(VERSION_DRAFT, allow("berta"), forbid("dora", READERS, ACCOMPANIED), hide(OTHERS)),
    "rubrics:publish": row(VERSION_DRAFT, allow("berta"), forbid("dora", READERS, ACCOMPANIED), hide(OTHERS)),
    "rubrics:retire": row(PUBLISHED, allow("berta"), hide("carla"), forbid(OTHERS)),
    "rubrics:file": row(FILE, allow(COMPANIONS, "berta", "diana", "alma"), hide("carla"), forbid(OTHERS)),
    "rubrics:criterion_new": row(VERSION_DRAFT, allow("berta"), forbid("dora", READERS, ACCOMPANIED), hide(OTHERS)),
    "rubrics:criterion": row(CRITERION, allow("berta"), forbid("dora", READERS, ACCOMPANIED), hide(OTHERS)),
    "rubrics:prompts": row(CRITERION, allow("berta"), forbid("dora", READERS, ACCOMPANIED), hide(OTHERS)),
    "rubrics:criterion_move": row(CRITERION, only_send(OTHERS)),
    "rubrics:criterion_delete": row(CRITERION, allow("berta"), forbid("dora", READERS, ACCOMPANIED), hide(OTHERS)),
    "rubrics:practice": row(NONE, allow(COMPANIONS, SPECIALISTS, "alma"), forbid(OTHERS)),
    "rubrics:practice_new": row(NONE, allow(SPECIALISTS, "alma"), forbid(OTHERS)),
    "rubrics:practice_case": row(CASE, allow(COMPANIONS, "berta"), hide(OTHERS)),
    "rubrics:practice_edit": row(CASE_DRAFT, allow("berta"), hide(OTHERS)),
    "rubrics:practice_publish": row(CASE_DRAFT, allow("berta"), hide(OTHERS)),
    "rubrics:practice_retire": row(CASE, allow("berta"), forbid(COMPANIONS), hide(OTHERS)),
}

# What an empty POST answers where a GET answers 405.
POSTS = {
    "rubrics:import_confirm": told(allow("berta"), hide("carla", "alma"), forbid(OTHERS)),
    "rubrics:criterion_move": told(allow("berta"), forbid("dora", READERS, ACCOMPANIED), hide(OTHERS)),
}
