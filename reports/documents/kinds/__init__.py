"""The kinds of documents: one file and one object each. A new one is listed here, and its migration made."""

from typing import Any

from .base import DocumentRefused, Kind, Snapshot
from .follow_up_plan import FOLLOW_UP_PLAN
from .plain_sheet import PLAIN_SHEET
from .session_minutes import SESSION_MINUTES
from .session_notice import SESSION_NOTICE
from .visit_sheet import VISIT_SHEET

ALL = (FOLLOW_UP_PLAN, VISIT_SHEET, PLAIN_SHEET, SESSION_MINUTES, SESSION_NOTICE)
KINDS: dict[str, Kind[Any]] = {kind.code: kind for kind in ALL}

__all__ = [
    "FOLLOW_UP_PLAN",
    "KINDS",
    "PLAIN_SHEET",
    "SESSION_MINUTES",
    "SESSION_NOTICE",
    "VISIT_SHEET",
    "DocumentRefused",
    "Kind",
    "Snapshot",
]
