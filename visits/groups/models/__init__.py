"""Group sessions, their agendas, and who is on their lists."""

from .agendas import AgendaMoment
from .attendances import Attendance, taking_part_seen_by
from .sessions import GroupSession

__all__ = ["AgendaMoment", "Attendance", "GroupSession", "taking_part_seen_by"]
