"""How a call stands: who said what, and whom no e-mail reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper

from visits.groups.models import Attendance

from .letters import REACHED


@dataclass(frozen=True)
class Call:
    """How many come, cannot, and have not answered; and how many no e-mail reaches."""

    comes: int
    cannot: int
    silent: int
    unreached: int

    @property
    def reached(self) -> int:
        return self.comes + self.cannot + self.silent - self.unreached


def with_reach(attendances: Any) -> Any:
    """The rows, each saying whether e-mails about it reach their person."""
    return attendances.annotate(is_reached=ExpressionWrapper(REACHED, BooleanField()))


def call_of(attendances: Sequence[Any]) -> Call:
    """Count the answers of all that are called, read `with_reach`."""
    answers = [row.answer for row in attendances]
    return Call(
        comes=answers.count(Attendance.Answer.COMES),
        cannot=answers.count(Attendance.Answer.CANNOT),
        silent=answers.count(Attendance.Answer.NONE),
        unreached=sum(not row.is_reached for row in attendances),
    )
