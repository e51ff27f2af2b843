"""The indicators as data: what each counts, and of how many. Their definitions are ours; offices use the like.

A figure is the number of rows of a queryset, so that what it opens is what it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accompaniment.models import Area, Assignment, Institution, Post, Teacher, User
from visits.groups.models import Attendance
from visits.models import Commitment, CommitmentReview

from .scope import Scope, later_visit

Rows = Any  # a queryset of what the indicator is about


@dataclass(frozen=True)
class Indicator:
    """`all_of` are the rows that it is about, `those` gives the ones among them that it counts.

    Where it is about so many that are no rows, as visits still owed, `owed` says how many; then none are left over.
    """

    code: str
    name: Any
    counted: Any  # in words: what stands above the line
    among: Any  # and below it
    all_of: Callable[[Scope], Rows]
    those: Callable[[Scope, Rows], Rows]
    owed: Callable[[Scope], int] | None = None


def _visited(scope: Scope, services: Rows) -> Rows:
    return services.filter(pk__in=scope.visits.values("institution"))


def _visited_people(scope: Scope, people: Rows) -> Rows:
    return people.filter(pk__in=scope.visits.values("teacher"))


def _visits_of(modality: str) -> Callable[[Scope], Rows]:
    return lambda scope: scope.visits.filter(assignment__modality=modality)


def _due_visits(scope: Scope, modality: str) -> int:
    return round(sum(one.visits for one in scope.due(modality=modality)))


def _due(scope: Scope) -> Rows:
    return scope.commitments.filter(due_on__lt=scope.today).exclude(status=Commitment.Status.NO_LONGER)


def _followed(scope: Scope) -> Rows:
    dated = scope.commitments.annotate(agreed_on=Coalesce("visit__visited_on", "session__held_on"))
    return dated.filter(later_visit(scope.visits))


def _judged(scope: Scope, commitments: Rows) -> Rows:
    told = CommitmentReview.objects.told().visible_to(scope.user).filter(commitment=OuterRef("pk"))
    return commitments.filter(Exists(told))


def _talked(scope: Scope, visits: Rows) -> Rows:
    agreed = Commitment.objects.filter(visit=OuterRef("pk"))
    return visits.by_dialogue(was_held=True).filter(Exists(agreed))


def _programmes(scope: Scope) -> Rows:
    return scope.services.filter(kind=Institution.Kind.PRONOEI)


def _changed_promoter(scope: Scope, services: Rows) -> Rows:
    """Those where a promoter began this year after another had left."""
    new = Post.objects.filter(institution=OuterRef("pk"), teacher__kind=Teacher.Kind.PROMOTER)
    new = new.filter(starts_on__year=scope.year, starts_on__lte=scope.today)
    before = Post.objects.filter(
        institution=OuterRef("institution"), teacher__kind=Teacher.Kind.PROMOTER, ends_on__lt=OuterRef("starts_on")
    )
    return services.filter(Exists(new.filter(Exists(before.exclude(teacher=OuterRef("teacher"))))))


EXTERNAL, INTERNAL = Assignment.Modality.EXTERNAL, Assignment.Modality.INTERNAL

INDICATORS: Sequence[Indicator] = (
    Indicator(
        "I1", _("Servicios visitados"), _("servicios con al menos una visita cerrada"),
        _("servicios con acompañamiento"), lambda scope: scope.services, _visited,
    ),
    Indicator(
        "I1R", _("Servicios rurales visitados"), _("servicios rurales con al menos una visita cerrada"),
        _("servicios rurales con acompañamiento"), lambda scope: scope.services.filter(area=Area.RURAL), _visited,
    ),
    Indicator(
        "I1U", _("Servicios urbanos visitados"), _("servicios urbanos con al menos una visita cerrada"),
        _("servicios urbanos con acompañamiento"), lambda scope: scope.services.filter(area=Area.URBAN), _visited,
    ),
    Indicator(
        "I2", _("Personas visitadas"), _("personas con al menos una visita cerrada"),
        _("personas acompañadas en el año"), lambda scope: scope.people, _visited_people,
    ),
    Indicator(
        "I3E", _("Visitas externas hechas"), _("visitas externas cerradas"),
        _("visitas externas que tocaban hasta hoy, según los días con niñas y niños"), _visits_of(EXTERNAL),
        lambda scope, visits: visits, lambda scope: _due_visits(scope, EXTERNAL),
    ),
    Indicator(
        "I3I", _("Visitas internas hechas"), _("visitas internas cerradas"),
        _("visitas internas que tocaban hasta hoy, según los días con niñas y niños"), _visits_of(INTERNAL),
        lambda scope, visits: visits, lambda scope: _due_visits(scope, INTERNAL),
    ),
    Indicator(
        "I8", _("Compromisos cumplidos"), _("compromisos cumplidos"), _("compromisos cuya fecha ya pasó"),
        _due, lambda scope, due: due.filter(status=Commitment.Status.FULFILLED),
    ),
    Indicator(
        "I8P", _("Compromisos cumplidos en parte"), _("compromisos cumplidos en parte"),
        _("compromisos cuya fecha ya pasó"), _due, lambda scope, due: due.filter(status=Commitment.Status.PARTLY),
    ),
    Indicator(
        "I9", _("Compromisos revisados"), _("compromisos con algún veredicto"),
        _("compromisos después de los cuales hubo otra visita"), _followed, _judged,
    ),
    Indicator(
        "I10", _("Visitas con diálogo y compromiso"), _("visitas con diálogo y al menos un compromiso"),
        _("visitas cerradas"), lambda scope: scope.visits, _talked,
    ),
    Indicator(
        "I13", _("Asistencia a GIA, RTC y talleres"), _("asistencias"), _("convocatorias a reuniones realizadas"),
        lambda scope: scope.attendances, lambda scope, rows: rows.filter(status=Attendance.Status.ATTENDED),
    ),
    Indicator(
        "I14", _("Cambios de promotora"), _("PRONOEI donde otra promotora empezó este año"),
        _("PRONOEI con acompañamiento"), _programmes, _changed_promoter,
    ),
)  # fmt: skip
BY_CODE = {one.code: one for one in INDICATORS}


@dataclass(frozen=True)
class Figure:
    """An indicator as it stands; `percent` is None where there is nothing that it is about."""

    indicator: Indicator
    n: int
    of: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.n / self.of) if self.of else None

    @property
    def left(self) -> int:
        """How many rows are left over; none where what is owed is not rows."""
        return 0 if self.indicator.owed else self.of - self.n


def figures_of(scope: Scope) -> list[Figure]:
    """Every indicator of this scope."""
    counts: dict[str, Any] = {}
    for one in INDICATORS:
        rows = one.all_of(scope)
        counts[f"{one.code}_of"], counts[f"{one.code}_n"] = rows, one.those(scope, rows)
    found = counted(scope.user, counts)
    return [
        Figure(one, found[f"{one.code}_n"], one.owed(scope) if one.owed else found[f"{one.code}_of"])
        for one in INDICATORS
    ]


def counted(asked_by: User, querysets: dict[str, Rows]) -> dict[str, int]:
    """How many rows each queryset has, of all of them in one statement."""
    found: Any = User.objects.filter(pk=asked_by.pk).values(**{name: _count(rows) for name, rows in querysets.items()})
    return dict(found.get())


def _count(rows: Rows) -> Coalesce:
    together = rows.order_by().annotate(together=Value(1)).values("together")
    return Coalesce(Subquery(together.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), Value(0))


def rows_of(scope: Scope, indicator: Indicator, part: str) -> Rows:
    """The rows behind a figure: those that it `counted`, those that are `left`, or `all` that it is about."""
    rows = indicator.all_of(scope)
    those = indicator.those(scope, rows)
    if part == "all":
        return rows
    return those if part == "counted" else rows.exclude(pk__in=those.order_by().values("pk"))
