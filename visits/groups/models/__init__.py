"""Group sessions, their agendas, who is on their lists, and what those who came think of them."""

from .agendas import AgendaMoment
from .attendances import Attendance, taking_part_seen_by
from .ratings import RatingTally
from .sessions import GroupSession

__all__ = ["AgendaMoment", "Attendance", "GroupSession", "RatingTally", "taking_part_seen_by"]
