"""GIA, RTC and workshops that the people of a year are owed, and those in which they took part.

Only sessions that were held count; those of a kind count for the strategy that the year's kind names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accompaniment.campaigns.session_kinds.models import kinds_of
from accompaniment.lib.charts.canvas import Drawing
from accompaniment.lib.charts.targets import Made, bars_with_targets
from accompaniment.models import Campaign, Post, Strategy, Target, Teacher, User

from .models import Attendance, GroupSession

STRATEGIES = (Strategy.GIA, Strategy.RTC, Strategy.WORKSHOPS)


@dataclass(frozen=True)
class Share:
    """What one person is owed of a strategy this year, None when the year says nothing of it; how many sessions were
    held with them on the list, and in how many they took part.
    """

    strategy: Strategy
    owed: int | None
    held: int
    attended: int

    @property
    def label(self) -> str:
        return capfirst(str(self.strategy.label))

    @property
    def said(self) -> str:
        if self.owed is None:
            return str(self.attended) if self.held else "—"
        return _("%(n)d de %(all)d") % {"n": self.attended, "all": self.owed}

    @property
    def is_behind(self) -> bool:
        return self.owed is not None and self.attended < self.owed


def with_shares(people: QuerySet[Teacher], campaign: Campaign, by: User) -> QuerySet[Teacher]:
    """Annotate what each of these people is owed this year, what was held for them and what they attended, as far as
    the user may read it; `shares` tells it of one.
    """
    targets = list(Target.objects.filter(campaign=campaign).order_by("-area"))
    for strategy, codes in _codes(campaign).items():
        held = Attendance.objects.visible_to(by).filter(
            session__campaign=campaign, session__state=GroupSession.State.HELD, session__kind__in=codes
        )
        people = people.annotate(
            **{
                f"owed_{strategy}": _owed(campaign, [one for one in targets if one.strategy == strategy]),
                f"held_{strategy}": _how_many(held),
                f"attended_{strategy}": _how_many(held.filter(status=Attendance.Status.ATTENDED)),
            }
        )
    return people


def shares(person: Any) -> list[Share]:
    """What `with_shares` found of a person, a share for each strategy."""
    return [
        Share(s, *(getattr(person, f"{name}_{s.value}") for name in ("owed", "held", "attended"))) for s in STRATEGIES
    ]


def shares_of(teacher: Teacher, campaign: Campaign, *, by: User) -> list[Share]:
    """Those of one person, without what is neither owed nor was held."""
    found = shares(with_shares(Teacher.objects.filter(pk=teacher.pk), campaign, by).get())
    return [share for share in found if share.owed or share.held]


def drawn(found: Sequence[Share]) -> Drawing | None:
    """Bars of what a person attended of what they are owed; None without anything owed."""
    owed = [share for share in found if share.owed]
    return bars_with_targets([Made(one.label, one.said, one.attended, one.owed or 0) for one in owed]) if owed else None


def _codes(campaign: Campaign) -> dict[str, list[str]]:
    """The kinds of the year that count for each strategy."""
    codes: dict[str, list[str]] = {strategy.value: [] for strategy in STRATEGIES}
    for kind in kinds_of(campaign):
        if kind.strategy in codes:
            codes[kind.strategy].append(kind.code)
    return codes


def _how_many(held: QuerySet[Attendance]) -> Any:
    n = held.filter(teacher=OuterRef("pk")).order_by().values("teacher").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(n, output_field=IntegerField()), 0)


def _owed(campaign: Campaign, targets: Sequence[Target]) -> Any:
    """A target of the area in which the person works stands first, and wins over the one for every area."""
    cases = [_case(campaign, target) for target in targets]
    return Case(*cases, default=Value(None), output_field=IntegerField())


def _case(campaign: Campaign, target: Target) -> When:
    is_theirs = Q(kind=target.teacher_kind)
    if target.area:
        there = Post.objects.in_force().filter(institution__ugel=campaign.ugel_id, institution__area=target.area)
        is_theirs &= Q(pk__in=there.values("teacher"))
    return When(is_theirs, then=Value(target.times))
