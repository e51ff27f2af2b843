"""The agenda of a group session: its moments, and what was noted of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from .sessions import GroupSession


class AgendaMoment(models.Model):
    session = models.ForeignKey(GroupSession, models.CASCADE, related_name="agenda")
    order = models.PositiveSmallIntegerField(_("orden"))
    title = models.CharField(_("momento"), max_length=120)
    minutes = models.PositiveSmallIntegerField(_("minutos"))
    notes = models.TextField(_("notas"), blank=True, db_default="", max_length=8000)

    class Meta:
        ordering = ["session", "order", "pk"]
        constraints = [models.CheckConstraint(condition=models.Q(minutes__gt=0), name="agenda_moment_lasts")]

    def __str__(self) -> str:
        return self.title


@dataclass(frozen=True)
class Timed:
    """A moment and when it begins; None where nobody knows when the session does."""

    moment: AgendaMoment
    begins_at: time | None


def timed(moments: Iterable[AgendaMoment], starts_at: time | None) -> list[Timed]:
    """Each moment with its hour, one after another."""
    found, passed = [], 0
    for moment in moments:
        found.append(Timed(moment, _after(starts_at, passed) if starts_at else None))
        passed += moment.minutes
    return found


def _after(starts_at: time, minutes: int) -> time:
    return (datetime.combine(date.min, starts_at) + timedelta(minutes=minutes)).time()
