"""The consolidado: visits taken away as a file, a row each, or a row for each of their rubrics.

A level stands only where the reader sees it on the page, and of closed visits alone; nothing says 0 for it.
"""

from __future__ import annotations

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.access import Allowed, Denied, reach_of
from accompaniment.audit.services import log_where_followed
from accompaniment.exports.listing import ExportedList, Listing, Row, listing_of
from accompaniment.lib.tables.columns import Column, WholeNumber, YesOrNo
from accompaniment.models import AccessLogEntry, User
from rubrics.models import Criterion
from rubrics.scales import short_label
from visits.commitments.models import Commitment
from visits.overview.filters import VisitFilter
from visits.record.models.contents import Score
from visits.record.models.visits import Visit, VisitQuerySet

from .fields import Field, circumstances, classroom, code_of_visit, occasion, outcome, person, place, service


def may_take_away(user: User) -> Allowed | Denied:
    reach = reach_of(user)
    if reach.is_companion or reach.is_specialist or reach.is_director:
        return Allowed()
    return Denied(_("El consolidado es de quienes acompañan, dirigen o coordinan en la UGEL."))


class OfVisits(ExportedList):
    """A file of the visits of their list, with its filters."""

    asks = tuple(VisitFilter.base_filters)
    file_name: str

    def verdict(self) -> Allowed | Denied:
        return may_take_away(self.user)

    def count(self) -> int:
        return self._narrowed.qs.count()

    def listing(self) -> Listing:
        found = self._narrowed.qs.order_by("visited_on", "pk")
        return listing_of(self.file_name, self.columns, found, self.entries)

    def in_words(self) -> list[tuple[str, str]]:
        return self._narrowed.in_words()

    def page(self) -> str:
        return reverse("visits:list")

    def log(self) -> None:
        log_where_followed(by=self.user, what=AccessLogEntry.What.EXPORT, about=str(self.title))

    @property
    @abstractmethod
    def columns(self) -> list[Column]:
        """The columns of a row, in their order."""

    @abstractmethod
    def entries(self, visits: VisitQuerySet) -> Mapping[Any, Sequence[Row]]:
        """The rows of some visits, by their key."""

    @cached_property
    def criteria(self) -> dict[int, tuple[int, Criterion]]:
        """The rubrics of the instruments of these visits by key, each with its place in its instrument, from 1 on."""
        used = self._narrowed.qs.order_by().values("version")
        found = Criterion.objects.filter(version__in=used).select_related("version__instrument")
        by_version = groupby(found.order_by("version", "order"), attrgetter("version_id"))
        return {one.pk: (n, one) for _version, group in by_version for n, one in enumerate(group, 1)}

    @cached_property
    def _narrowed(self) -> VisitFilter:
        return VisitFilter(self.query, Visit.objects.visible_to(self.user), user=self.user)

    def _shown(self, visits: VisitQuerySet) -> VisitQuerySet:
        """Those of these visits whose levels the user is shown."""
        return Visit.objects.closed().with_levels_shown_to(self.user).filter(pk__in=visits.values("pk"))


def values_of(visits: VisitQuerySet, fields: Sequence[Field]) -> dict[Any, list[Any]]:
    """What these fields say of some visits, by their key."""
    rows = visits.telling_dialogue().values_list("pk", *(one.source for one in fields))
    return {key: list(values) for key, *values in rows}


class VisitsList(OfVisits):
    """A row for each visit."""

    code = "visits"
    title = gettext_lazy("consolidado: una fila por visita")
    file_name = "consolidado"

    @cached_property
    def columns(self) -> list[Column]:
        counted = [WholeNumber(name, name) for name in ("N_COMPROMISOS", "N_CUMPLIDOS")]
        return [*(one.column for one in self.before), *self._levels, *counted, *(one.column for one in self.after)]

    @cached_property
    def before(self) -> list[Field]:
        return [*place(), *service(), *person(self.user), *classroom(), *occasion(), *circumstances()]

    @cached_property
    def after(self) -> list[Field]:
        return [*outcome(), code_of_visit()]

    def entries(self, visits: VisitQuerySet) -> Mapping[Any, Sequence[Row]]:
        told, shown = values_of(visits, [*self.before, *self.after]), self._shown(visits)
        levels, agreed, at = self._levels_of(shown), self._agreed_in(shown), len(self.before)
        return {
            key: [[*values[:at], *levels.get(key, self._no_levels), *agreed.get(key, (0, 0)), *values[at:]]]
            for key, values in told.items()
        }

    @cached_property
    def _levels(self) -> list[Column]:
        """R1, R2 …: the level in each rubric by its place; what each is called stands in the legend."""
        last = max((n for n, _criterion in self.criteria.values()), default=0)
        return [Column(f"R{n}", f"R{n}", width=8, help=self._called(n)) for n in range(1, last + 1)]

    @property
    def _no_levels(self) -> list[str]:
        return [""] * len(self._levels)

    def _called(self, n: int) -> str:
        named = [one for at, one in self.criteria.values() if at == n]
        return "; ".join(f"{one.version.instrument.title}, v{one.version.number}: {one.title}" for one in named)

    def _levels_of(self, visits: VisitQuerySet) -> dict[Any, list[str]]:
        """What stands under R1, R2 … of each visit: its level, words where it was not observed, nothing without one."""
        found: dict[Any, list[str]] = defaultdict(lambda: list(self._no_levels))
        unseen = _("no se observó")
        scores = Score.objects.filter(visit__in=visits.values("pk")).order_by()
        for visit, key, value, was_unseen in scores.values_list("visit", "criterion", "value", "not_observed"):
            place, criterion = self.criteria[key]
            found[visit][place - 1] = unseen if was_unseen else short_label(criterion.scale, value) if value else ""
        return found

    def _agreed_in(self, visits: VisitQuerySet) -> dict[Any, tuple[int, int]]:
        """How many commitments were agreed in each visit, and how many of these are fulfilled by now."""
        agreed = Commitment.objects.filter(visit__in=visits.values("pk")).order_by().values("visit")
        fulfilled = Count("pk", filter=Q(status=Commitment.Status.FULFILLED))
        counted = agreed.annotate(n=Count("pk"), fulfilled=fulfilled)
        return {key: (n, done) for key, n, done in counted.values_list("visit", "n", "fulfilled")}


class LevelsList(OfVisits):
    """A row for each rubric of each closed visit whose levels the user is shown."""

    code = "visit_levels"
    title = gettext_lazy("consolidado: una fila por rúbrica")
    file_name = "consolidado-detalle"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            *(one.column for one in self.fields),
            WholeNumber("N_CRITERIO", "N_CRITERIO"),
            Column("CRITERIO", "CRITERIO", width=40),
            WholeNumber("NIVEL_NUM", "NIVEL_NUM"),
            Column("NIVEL_TXT", "NIVEL_TXT", width=10),
            YesOrNo("NO_OBSERVADO", "NO_OBSERVADO"),
            Column("MOTIVO", "MOTIVO", width=30),
            Column("EVIDENCIA", "EVIDENCIA", width=60),
        ]

    @cached_property
    def fields(self) -> list[Field]:
        return [*place(), *person(self.user), *occasion(), code_of_visit()]

    def entries(self, visits: VisitQuerySet) -> Mapping[Any, Sequence[Row]]:
        told = values_of(visits, self.fields)
        rows: dict[Any, list[Row]] = {key: [] for key in told}
        for score in Score.objects.filter(visit__in=self._shown(visits).values("pk")).order_by("criterion__order"):
            rows[score.visit_id].append([*told[score.visit_id], *self._of(score)])
        return rows

    def _of(self, score: Score) -> Row:
        place, criterion = self.criteria[score.criterion_id]
        level = short_label(criterion.scale, score.value) if score.value else ""
        unseen = [score.not_observed, score.not_observed_reason]
        return [place, criterion.title, score.value, level, *unseen, score.evidence]
