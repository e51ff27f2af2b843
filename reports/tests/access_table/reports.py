"""Dashboards, documents and one's own data."""

from reports.tests.world import (
    BATCH,
    CALL,
    CODE,
    DOCUMENT,
    INSTITUTION,
    JOB,
    NONE,
    SESSION,
    SHEET,
    TAKING_PART,
    TEACHER,
    UGEL,
)

from .words import (
    ACCOMPANIED,
    COMPANIONS,
    EVERYONE,
    OTHERS,
    READERS,
    SPECIALISTS,
    allow,
    forbid,
    hide,
    lead_on,
    only_send,
    row,
    told,
)

TABLE = {
    "reports:session_notice": row(CALL, allow("ana", "berta"), forbid("diana", "tania"), hide(OTHERS)),
    "reports:session_minutes": row(SESSION, allow("ana", "berta"), forbid("diana", "tania"), hide(OTHERS)),
    "reports:session_certificates": row(SESSION, allow("ana", "berta"), forbid("diana", "tania"), hide(OTHERS)),
    "reports:series_certificates": row(SESSION, allow("ana", "berta"), forbid("diana", "tania"), hide(OTHERS)),
    "reports:attendance_certificate": row(TAKING_PART, allow("ana", "berta"), forbid("diana", "tania"), hide(OTHERS)),
    "reports:series_certificate": row(TAKING_PART, allow("ana", "berta"), forbid("diana", "tania"), hide(OTHERS)),
    "reports:training_certificate": row(TEACHER, allow("berta"), forbid("ana", "diana", "tania"), hide(OTHERS)),
    "reports:institution": row(INSTITUTION, allow("berta", "diana"), forbid("ana", "alma"), hide(OTHERS)),
    "reports:ugel": row(UGEL, allow("berta", READERS), hide("carla", "dora", ACCOMPANIED), forbid(OTHERS)),
    "reports:ugel_people": row(UGEL, allow("berta"), hide("carla", "dora", ACCOMPANIED), forbid(OTHERS)),
    "reports:ugel_companions": row(UGEL, allow("berta"), hide("carla", "dora", ACCOMPANIED), forbid(OTHERS)),
    "reports:request_plan": row(TEACHER, allow("berta", "diana"), forbid("ana", "tania"), hide(OTHERS)),
    "reports:request_plans": row(NONE, lead_on(SPECIALISTS), forbid(OTHERS)),
    "reports:batch": row(BATCH, allow("berta"), hide(OTHERS)),
    "reports:batch_progress": row(BATCH, allow("berta"), hide(OTHERS)),
    "reports:batch_archive": row(BATCH, allow("berta"), hide(OTHERS)),
    "reports:batch_retry": row(BATCH, only_send(OTHERS)),
    "reports:visit_sheet": row(SHEET, allow("ana", "berta", "diana", "tania"), hide(OTHERS)),
    "reports:job": row(JOB, allow("berta"), hide(OTHERS)),
    "reports:job_progress": row(JOB, allow("berta"), hide(OTHERS)),
    "reports:minutes_read": row(SESSION, forbid("ana", "berta", "diana", "tania"), hide(OTHERS)),
    "reports:documents": row(NONE, allow(COMPANIONS, SPECIALISTS, "diana", ACCOMPANIED), forbid(OTHERS)),
    "reports:documents_archive": row(NONE, lead_on(COMPANIONS, SPECIALISTS, "diana", ACCOMPANIED), forbid(OTHERS)),
    "reports:document": row(DOCUMENT, allow("ana", "berta", "diana", "tania"), hide(OTHERS)),
    "reports:document_file": row(DOCUMENT, allow("ana", "berta", "diana", "tania"), hide(OTHERS)),
    "reports:document_annul": row(DOCUMENT, allow("berta", "diana"), forbid("ana", "tania"), hide(OTHERS)),
    "reports:my_data": row(NONE, only_send(OTHERS)),
    "reports:verify": row(NONE, allow(EVERYONE)),
    "reports:verify_code": row(CODE, allow(EVERYONE)),
}

# What an empty POST answers where a GET answers 405.
POSTS = {
    "reports:my_data": told(allow(OTHERS)),
    "reports:batch_retry": told(lead_on("berta"), hide(OTHERS)),
}
