"""Whether the data of an instrument (docs/instruments.md) has the right structure. Asks no database."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from accompaniment.models import Cycle, Teacher

from .scales import ScaleKind, top

# What each text may hold at most: the size of its column.
INSTRUMENT_TEXTS = {"code": 40, "title": 160, "teacher_kind": 10}
CRITERION_TEXTS = {"title": 240, "short_title": 60}
LEVEL_TEXTS = {"label": 40}
OPTIONAL_TEXTS = {"source": 240, "section": 120, "aspects": 4000, "competency": 3, "descriptor": 4000}
INSTRUMENT_KEYS = {*INSTRUMENT_TEXTS, "cycle", "source", "version", "valid_from", "valid_to", "criteria"}
CRITERION_KEYS = {*CRITERION_TEXTS, "section", "aspects", "competency", "scale", "levels"}
LEVEL_KEYS = {*LEVEL_TEXTS, "descriptor"}
LAST_VERSION = 32767  # what its column holds
COMPETENCIES = {"", *(f"C{number}" for number in range(1, 10))}


class InstrumentError(ValueError):
    """The data can't be an instrument; its text says where and why, in one sentence."""


def read_instrument(path: Path) -> dict[str, Any]:
    """Return the checked data of an instrument file; every error names the file and the place in it."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InstrumentError(_("%(file)s: no se puede leer.") % {"file": path}) from error
    except UnicodeDecodeError as error:
        raise InstrumentError(_("%(file)s: no está escrito en UTF-8.") % {"file": path}) from error
    except json.JSONDecodeError as error:
        raise InstrumentError(
            _("%(file)s, línea %(line)d: no es JSON válido.") % {"file": path, "line": error.lineno}
        ) from error
    try:
        check_instrument(data)
    except InstrumentError as error:
        raise InstrumentError(f"{path}, {error}") from error
    return dict(data)


def check_instrument(data: Any) -> None:
    """Raise InstrumentError at the first place where `data` is not an instrument."""
    place = _("instrumento")
    _object(data, place, INSTRUMENT_KEYS)
    _texts(data, place, required=INSTRUMENT_TEXTS, optional=("source",))
    if not re.fullmatch(r"[A-Za-z0-9-]+", data["code"]):
        raise _error(place, _("«code» solo lleva letras sin tilde, dígitos y guiones."))
    _one_of(data, "teacher_kind", Teacher.Kind.values, place)
    _one_of(data, "cycle", ["", *Cycle.values], place)
    if not _is_number(data.get("version")) or not 1 <= data["version"] <= LAST_VERSION:
        raise _error(place, _("«version» debe ser un número entero desde 1."))
    _dates(data, place)
    criteria = _list(data, "criteria", place)
    for number, criterion in enumerate(criteria, start=1):
        _criterion(criterion, _("criterio %(number)d") % {"number": number})
    for name in ("title", "short_title"):
        _no_duplicates((c[name] for c in criteria), place, name)


def _criterion(data: Any, place: str) -> None:
    _object(data, place, CRITERION_KEYS)
    _texts(data, place, required=CRITERION_TEXTS, optional=("section", "aspects", "competency"))
    _one_of(data, "competency", sorted(COMPETENCIES), place)
    _one_of(data, "scale", ScaleKind.values, place)
    levels = _list(data, "levels", place)
    expected = top(data["scale"])
    if len(levels) != expected:
        raise _error(
            place,
            _("la escala «%(scale)s» tiene %(expected)d niveles y aquí hay %(found)d.")
            % {"scale": data["scale"], "expected": expected, "found": len(levels)},
        )
    for number, level in enumerate(levels, start=1):
        level_place = _("%(place)s, nivel %(number)d") % {"place": place, "number": number}
        _object(level, level_place, LEVEL_KEYS)
        _texts(level, level_place, required=LEVEL_TEXTS, optional=("descriptor",))
    _no_duplicates((level["label"] for level in levels), place, "label")


def _object(data: Any, place: str, known: set[str]) -> None:
    if not isinstance(data, dict):
        raise _error(place, _("debe ser un objeto con nombres y valores."))
    for name in data:
        if name not in known:
            raise _error(place, _("«%(name)s» no es un dato conocido.") % {"name": name})


def _texts(data: dict[str, Any], place: str, *, required: dict[str, int], optional: Iterable[str]) -> None:
    for name in required:
        if not isinstance(data.get(name), str) or not data[name].strip():
            raise _error(place, _("falta «%(name)s».") % {"name": name})
    for name, size in {**required, **{name: OPTIONAL_TEXTS[name] for name in optional}}.items():
        text = data.get(name, "")
        if not isinstance(text, str):
            raise _error(place, _("«%(name)s» debe ser un texto.") % {"name": name})
        if len(text) > size:
            raise _error(place, _("«%(name)s» pasa de %(size)d letras.") % {"name": name, "size": size})


def _one_of(data: dict[str, Any], name: str, allowed: Iterable[str], place: str) -> None:
    value = data.get(name, "")
    if value not in list(allowed):
        known = ", ".join(text for text in allowed if text)
        raise _error(
            place,
            _("«%(name)s» no puede ser «%(value)s»: se conoce %(known)s.")
            % {"name": name, "value": value, "known": known},
        )


def _dates(data: dict[str, Any], place: str) -> None:
    days = {}
    for name in ("valid_from", "valid_to"):
        text = data.get(name)
        if text is None and name == "valid_to":
            continue
        try:
            days[name] = date.fromisoformat(text)  # type: ignore[arg-type]
        except (TypeError, ValueError) as error:
            raise _error(place, _("«%(name)s» debe ser una fecha como 2026-03-01.") % {"name": name}) from error
    if "valid_to" in days and days["valid_to"] < days["valid_from"]:
        raise _error(place, _("«valid_to» no puede ser anterior a «valid_from»."))


def _list(data: dict[str, Any], name: str, place: str) -> list[Any]:
    rows = data.get(name)
    if not isinstance(rows, list) or not rows:
        raise _error(place, _("falta la lista «%(name)s».") % {"name": name})
    return rows


def _no_duplicates(values: Iterable[str], place: str, name: str) -> None:
    seen: set[str] = set()
    for value in values:
        if value.strip().casefold() in seen:
            raise _error(place, _("«%(name)s» se repite: «%(value)s».") % {"name": name, "value": value})
        seen.add(value.strip().casefold())


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _error(place: str, reason: str) -> InstrumentError:
    return InstrumentError(_("%(place)s: %(reason)s") % {"place": place, "reason": reason})
