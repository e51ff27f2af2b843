"""What an import did to each row, as people read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.apps import apps
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .rows import Refusal
from .summary import Result, RosterSummary, RowOutcome, StoredChange

OUTCOMES = {
    RowOutcome.NEW: (gettext_lazy("nueva"), gettext_lazy("nuevas")),
    RowOutcome.CHANGED: (gettext_lazy("con cambios"), gettext_lazy("con cambios")),
    RowOutcome.SAME: (gettext_lazy("sin cambios"), gettext_lazy("sin cambios")),
    RowOutcome.REFUSED: (gettext_lazy("rechazada"), gettext_lazy("rechazadas")),
}
NEW = {
    "person": gettext_lazy("Persona nueva"),
    "arrival": gettext_lazy("Llega de otra UGEL, con su historia"),
    "post": gettext_lazy("Plaza nueva"),
    "assignment": gettext_lazy("Asignación nueva"),
}


class Tab(NamedTuple):
    """One outcome with how many rows have it."""

    outcome: str
    label: Any
    total: int
    is_current: bool


class DescribedRow(NamedTuple):
    """One row of the file, in words."""

    number: int
    who: str
    document: str
    place: str
    outcome: str
    label: Any
    new: Sequence[Any]
    changes: Sequence[tuple[Any, Any, Any]]
    notes: Sequence[str]
    faults: Sequence[Refusal]
    namesake: str


def tabs(summary: RosterSummary, current: str) -> Iterator[Tab]:
    counts = summary.counts
    yield Tab("", _("todas"), len(summary.results), current not in OUTCOMES)
    for outcome, (one, many) in OUTCOMES.items():
        yield Tab(outcome.value, one if counts[outcome] == 1 else many, counts[outcome], current == outcome)


def line(result: Result) -> DescribedRow:
    return DescribedRow(
        number=result.line,
        who=result.who.strip(", "),
        document=result.document,
        place=result.place,
        outcome=result.outcome.value,
        label=OUTCOMES[result.outcome][0],
        new=[_new(what, result.days.get(what, [])) for what in result.new],
        changes=[_changed(change) for change in result.changes],
        notes=result.notes,
        faults=result.faults,
        namesake=result.namesake,
    )


def _new(what: str, days: Sequence[str]) -> str:
    """Say what is new, and when it begins and ends as it would be stored."""
    shown = [date_format(date.fromisoformat(day), "SHORT_DATE_FORMAT") for day in days]
    if not shown:
        return str(NEW[what])
    if len(shown) == 1:
        return _("%(what)s desde el %(first)s") % {"what": NEW[what], "first": shown[0]}
    return _("%(what)s del %(first)s al %(last)s") % {"what": NEW[what], "first": shown[0], "last": shown[1]}


def _changed(change: StoredChange) -> tuple[Any, Any, Any]:
    field: Any = apps.get_model("accompaniment", change.model)._meta.get_field(change.field)
    words = dict(field.flatchoices)
    is_day = field.get_internal_type() == "DateField"

    def describe(value: Any) -> Any:
        if value in (None, "", []):
            return _("sin dato")
        if isinstance(value, list):
            return ", ".join(map(str, value))
        return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT") if is_day else words.get(value, value)

    return field.verbose_name, describe(change.old), describe(change.new)
