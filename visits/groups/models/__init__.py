"""Group sessions, and who is on their lists."""

from .attendances import Attendance, taking_part_seen_by
from .sessions import GroupSession

__all__ = ["Attendance", "GroupSession", "taking_part_seen_by"]
