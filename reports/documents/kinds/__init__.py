"""The kinds of documents: one file and one object each. A new one is listed here, and its migration made."""

from typing import Any

from .attendance_certificate import ATTENDANCE_CERTIFICATE
from .base import DocumentRefused, Kind, Snapshot
from .follow_up_plan import FOLLOW_UP_PLAN
from .group_plan import INSTITUTION_PLAN, MODULE_PLAN, NETWORK_PLAN, UGEL_PLAN
from .plain_sheet import PLAIN_SHEET
from .series_certificate import SERIES_CERTIFICATE
from .session_minutes import SESSION_MINUTES
from .session_notice import SESSION_NOTICE
from .training_certificate import TRAINING_CERTIFICATE
from .visit_sheet import VISIT_SHEET

ALL: tuple[Kind[Any], ...] = (
    FOLLOW_UP_PLAN,
    VISIT_SHEET,
    PLAIN_SHEET,
    SESSION_MINUTES,
    SESSION_NOTICE,
    ATTENDANCE_CERTIFICATE,
    TRAINING_CERTIFICATE,
    SERIES_CERTIFICATE,
    INSTITUTION_PLAN,
    MODULE_PLAN,
    NETWORK_PLAN,
    UGEL_PLAN,
)
KINDS: dict[str, Kind[Any]] = {kind.code: kind for kind in ALL}

__all__ = [
    "ATTENDANCE_CERTIFICATE",
    "FOLLOW_UP_PLAN",
    "INSTITUTION_PLAN",
    "KINDS",
    "MODULE_PLAN",
    "NETWORK_PLAN",
    "PLAIN_SHEET",
    "SERIES_CERTIFICATE",
    "SESSION_MINUTES",
    "SESSION_NOTICE",
    "TRAINING_CERTIFICATE",
    "UGEL_PLAN",
    "VISIT_SHEET",
    "DocumentRefused",
    "Kind",
    "Snapshot",
]
