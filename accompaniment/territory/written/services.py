"""Services that the UGEL writes down itself: those the registry lacks, and what it leaves blank of the others.

The UGEL's word holds until the registry brings its own: `Institution.by_ugel` says field by field which of them it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.lib.locks import lock
from accompaniment.lib.refusals import refuse
from accompaniment.territory.models import WHERE, Institution, Ugel

KEY = ("modular_code", "annex")
DETAILS = ("name", "kind", "cycle", "setting", "area", "management", "local_code", *WHERE)
WRITTEN = (*KEY, *DETAILS)
COORDINATES = frozenset({"latitude", "longitude"})
EMPTY = ("", None)

Kind = Institution.Kind
LEVELS = {Kind.NURSERY: "A1", Kind.KINDERGARTEN: "A2", Kind.BOTH: "A3", Kind.PRONOEI: "A5"}  # as the registry has them
CYCLES = {Kind.NURSERY: "I", Kind.KINDERGARTEN: "II", Kind.BOTH: ""}  # a PRONOEI says its own


def correctable(institution: Institution) -> frozenset[str]:
    """The fields that the UGEL may write: those it wrote before, and those that the registry leaves blank.

    The code, the name and the state are the registry's as soon as it names the service.
    """
    blank = {name for name in DETAILS if getattr(institution, name) in EMPTY and _has(institution, name)}
    free = blank | institution.by_ugel & {*WRITTEN}
    if not free >= COORDINATES:
        free -= COORDINATES
    return frozenset(free | {"state"} if institution.is_unregistered else free)


def _has(institution: Institution, name: str) -> bool:
    """Whether a field left blank could say something of this kind of service."""
    if name in ("cycle", "setting"):
        return institution.is_pronoei
    return True


@transaction.atomic
def register_service(*, ugel: Ugel, values: Mapping[str, Any]) -> Institution:
    """Write down a service that the registry does not have. Raises ValidationError, by field, when it is there."""
    lock(ugel)
    institution = Institution(ugel=ugel, **values)
    _check_code(institution)
    institution.ours = _named(name for name in WRITTEN if getattr(institution, name) not in EMPTY)
    return _stored(institution)


@transaction.atomic
def correct_service(*, institution: Institution, values: Mapping[str, Any]) -> Institution:
    """Put right what the registry lacks of a service. Raises ValidationError when the registry has brought it since."""
    lock(institution.ugel)
    lock(institution)
    changed = {name: value for name, value in values.items() if getattr(institution, name) != value}
    if taken := changed.keys() - correctable(institution):
        raise refuse(min(taken), _("El padrón ya lo trae: su dato es el que vale."))
    for name, value in changed.items():
        setattr(institution, name, value)
    if changed.keys() & {*KEY}:
        _check_code(institution)
    if "state" in changed:
        institution.closed_on = None if institution.state == Institution.State.OPEN else timezone.localdate()
    emptied = {name for name, value in changed.items() if value in EMPTY}
    institution.ours = _named((institution.by_ugel | changed.keys() & {*WRITTEN}) - emptied)
    return _stored(institution)


def _named(names: Any) -> str:
    return " ".join(sorted(names))


def _check_code(institution: Institution) -> None:
    same = Institution.objects.filter(modular_code=institution.modular_code, annex=institution.annex)
    if held := same.exclude(pk=institution.pk).select_related("ugel").first():
        told = {"name": held.name, "ugel": held.ugel.name}
        raise refuse("modular_code", _("Ya existe un servicio con este código: %(name)s, %(ugel)s.") % told)


def _stored(institution: Institution) -> Institution:
    kind = institution.kind
    if kind in LEVELS and (institution.is_unregistered or not institution.level_code):
        institution.level_code = LEVELS[Kind(kind)]
        institution.cycle = CYCLES.get(Kind(kind), institution.cycle)
    if kind == Kind.PRONOEI and not institution.cycle and institution.is_unregistered:
        raise refuse("cycle", _("Di de qué ciclo es el PRONOEI."))
    if institution.setting and kind != Kind.PRONOEI:
        raise refuse("setting", _("Solo un PRONOEI tiene entorno familiar o comunitario."))
    institution.ours_at = timezone.now()
    institution.full_clean(exclude=["search_name"])
    institution.save()
    return institution
