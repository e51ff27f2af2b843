"""Plain words for what an import found: one table of reasons, and lists ready for a page or a terminal."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.lib.tables.cells import Trouble
from accompaniment.territory.models import Institution

from .faults import CellFault
from .summary import ImportSummary

REASONS: dict[str, Any] = {
    "not_7_digits": gettext_lazy("debe tener 7 dígitos"),
    "not_6_digits": gettext_lazy("debe tener 6 dígitos"),
    "not_1_digits": gettext_lazy("debe ser un solo dígito"),
    "missing": gettext_lazy("falta el dato"),
    "too_long": gettext_lazy("es demasiado largo: caben 120 letras"),
    "unknown_level": gettext_lazy("no es un código de nivel del padrón, como A2 o A5"),
    "repeated": gettext_lazy("el servicio ya apareció en una línea anterior del archivo"),
    "other_ugel": gettext_lazy("fuera de tu UGEL"),
    "held_by_other_ugel": gettext_lazy("hoy figura en otra UGEL; pide a la administradora que lo traslade"),
    "new_ugel_without_region": gettext_lazy("la UGEL es nueva y la línea no dice de qué DRE o GRE es"),
    "too_many_cells": gettext_lazy("la línea tiene más celdas que columnas; revisa las comas y comillas"),
    "too_few_cells": gettext_lazy("la línea está incompleta"),
    Trouble.ERROR: gettext_lazy("es un error de Excel"),
    Trouble.FORMULA: gettext_lazy("es una fórmula sin resultado: abre el archivo en Excel, guárdalo y súbelo otra vez"),
    Trouble.LETTER: gettext_lazy("tiene una letra que no se puede leer"),
    "not_in_peru": gettext_lazy("no es una coordenada del Perú; se dejó sin cambiar"),
    "unknown_area": gettext_lazy("no es «Urbana» ni «Rural»; se dejó sin cambiar"),
    "cut": gettext_lazy("era demasiado largo y se guardó recortado"),
}
CLOSURES = {
    "vanished": gettext_lazy("ya no figura en el padrón"),
    "state": gettext_lazy("el padrón la da por cerrada"),
}
FAULTS = {
    "refused": gettext_lazy("Líneas rechazadas"),
    "warnings": gettext_lazy("Avisos: la línea entró, este dato no"),
}
SHOWN = 10  # faults of each kind on the page of the import
OUTCOMES = (
    ("created", gettext_lazy("nuevas")),
    ("changed", gettext_lazy("con cambios")),
    ("closed", gettext_lazy("cerradas")),
    ("reopened", gettext_lazy("reabiertas")),
    ("unchanged", gettext_lazy("sin cambios")),
    ("refused", gettext_lazy("rechazadas")),
)


class Figure(NamedTuple):
    """One count with its name."""

    outcome: str
    label: Any
    total: int


class FaultLine(NamedTuple):
    """A cell that was refused or ignored, in words."""

    line: int
    column: str
    value: str
    reason: Any


class ChangedField(NamedTuple):
    """A field before and after, as people read it."""

    label: Any
    old: Any
    new: Any


class ListedService(NamedTuple):
    """A service in one of the lists."""

    code: str
    name: str
    note: Any = ""
    changes: list[ChangedField] = []


class Section(NamedTuple):
    """One list of the preview: its title, how many it holds in all, and the first of them."""

    title: Any
    total: int
    entries: list[Any]


class FaultSection(NamedTuple):
    """The first faults of one kind; its own page has them all."""

    title: Any
    total: int
    entries: list[FaultLine]
    kind: str


class FaultTab(NamedTuple):
    """A way to narrow the list of faults."""

    label: Any
    total: int
    kind: str
    code: str
    is_current: bool


def sections(summary: ImportSummary) -> list[Section]:
    """Return the lists of services that the import touches, without the empty ones."""
    lists = (
        ("closed", _("Se cierran"), closed(summary)),
        ("created", _("Entran por primera vez"), created(summary)),
        ("changed", _("Cambian"), changed(summary, "changed")),
        ("reopened", _("Se reabren"), changed(summary, "reopened")),
        ("taken_over", _("Los registró la UGEL y ahora los trae el padrón"), changed(summary, "taken_over")),
    )
    return [Section(title, summary.counts[outcome], entries) for outcome, title, entries in lists if entries]


def fault_sections(summary: ImportSummary) -> list[FaultSection]:
    """Return the first refused lines and the first warnings, without the empty ones."""
    found = ((kind, title, faults(summary, kind)[:SHOWN]) for kind, title in FAULTS.items())
    return [FaultSection(title, summary.counts[kind], entries, kind) for kind, title, entries in found if entries]


def fault_kinds(summary: ImportSummary, chosen: str) -> list[FaultTab]:
    """Return the kinds of faults that there are, with how many."""
    kinds = ((kind, title, sum(n for _code, n in summary.reasons(kind))) for kind, title in FAULTS.items())
    return [FaultTab(title, total, kind, "", kind == chosen) for kind, title, total in kinds if total]


def fault_reasons(summary: ImportSummary, kind: str, chosen: str) -> list[FaultTab]:
    """Return the reasons of one kind of faults, the most frequent first, and before them all of these together."""
    reasons = summary.reasons(kind)
    all_of_them = FaultTab(_("todos los motivos"), sum(n for _code, n in reasons), kind, "", not chosen)
    return [all_of_them, *(FaultTab(REASONS.get(code, code), n, kind, code, code == chosen) for code, n in reasons)]


def figures(summary: ImportSummary) -> list[Figure]:
    """Return the counts that every import shows, in the order of reading."""
    return [Figure(outcome, label, summary.counts[outcome]) for outcome, label in OUTCOMES]


def created(summary: ImportSummary) -> list[ListedService]:
    kinds = dict(Institution.Kind.choices)
    return [ListedService(code, name, kinds.get(kind, "")) for code, name, kind in summary.lists.get("created", [])]


def closed(summary: ImportSummary) -> list[ListedService]:
    return [ListedService(code, name, CLOSURES.get(why, "")) for code, name, why in summary.lists.get("closed", [])]


def changed(summary: ImportSummary, outcome: str) -> list[ListedService]:
    """Return the services of «changed» or «reopened» with each field, old and new."""
    return [
        ListedService(code, name, changes=[_field(*change) for change in changes])
        for code, name, changes in summary.lists.get(outcome, [])
    ]


def faults(summary: ImportSummary, kind: str) -> list[FaultLine]:
    """Return the first lines of «refused» or «warnings» with their reasons."""
    return [fault_line(CellFault(*entry)) for entry in summary.lists.get(kind, [])]


def fault_line(fault: CellFault) -> FaultLine:
    return FaultLine(fault.line, fault.column, fault.value, REASONS.get(fault.code, fault.code))


def _field(name: str, old: Any, new: Any) -> ChangedField:
    described: Any = Institution._meta.get_field(name)
    choices = dict(described.flatchoices)
    nothing = _("sin dato")
    return ChangedField(described.verbose_name, choices.get(old, old) or nothing, choices.get(new, new) or nothing)
