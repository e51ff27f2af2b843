"""Group sessions, who is on their lists, and what those who came think of them."""

from .attendances import Attendance, taking_part_seen_by
from .ratings import RatingTally
from .sessions import GroupSession

__all__ = ["Attendance", "GroupSession", "RatingTally", "taking_part_seen_by"]
