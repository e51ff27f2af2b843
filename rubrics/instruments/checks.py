"""Whether the data of an instrument (docs/instruments.md) has the right structure. Asks no database."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from accompaniment.models import Cycle, Teacher
from rubrics.scales import ScaleKind, is_self_explanatory, top

from .texts import holds_html, tidied

# What each text may hold at most: the size of its column.
INSTRUMENT_TEXTS = {"code": 40, "title": 160, "teacher_kind": 10}
CRITERION_TEXTS = {"title": 240, "short_title": 60, "scale": 20}
LEVEL_TEXTS = {"label": 40}
PROMPT_TEXTS = {"moment": 10, "text": 400}
REQUIRED = {*INSTRUMENT_TEXTS, *CRITERION_TEXTS, *PROMPT_TEXTS}
OPTIONAL_TEXTS = {"source": 240, "section": 120, "aspects": 4000, "competency": 3, "descriptor": 4000}
INSTRUMENT_KEYS = {*INSTRUMENT_TEXTS, "cycle", "source", "by_default", "version", "valid_from", "valid_to", "criteria"}
CRITERION_KEYS = {*CRITERION_TEXTS, "section", "aspects", "competency", "scale", "weight", "levels", "prompts"}
LEVEL_KEYS = {*LEVEL_TEXTS, "descriptor"}
PROMPT_KEYS = {*PROMPT_TEXTS, "level"}
MOMENTS = ["opening", "reflection", "commitment"]
MOST_CRITERIA = 60
MOST_PROMPTS = 40  # of one criterion
MOST_WEIGHT = 100
LAST_VERSION = 32767  # what its column holds
COMPETENCIES = {"", *(f"C{number}" for number in range(1, 10))}

Place = tuple[str | int, ...]  # ("criteria", 2, "levels", 1): the second criterion's first level


class InstrumentError(ValueError):
    """The data can't be an instrument; its text says where and why, in one sentence."""


@dataclass(frozen=True)
class InstrumentFault:
    """What is wrong at one place: `reason` is a sentence with room for `name`, the field's, and `values`.

    `row`, when there is one, is the very row that repeats what `place` has already.
    """

    place: Place
    name: str
    reason: str
    values: dict[str, Any] = field(default_factory=dict)
    row: Place = ()

    def message(self, call: Callable[[str], str] = str) -> str:
        """Return the reason in words; `call` turns the name of a field, or of a choice, into what the reader knows."""
        known = ", ".join(call(value) for value in self.values.get("known", []))
        return self.reason % {**self.values, "name": call(self.name), "known": known}


def read_instrument(path: Path) -> dict[str, Any]:
    """Return the checked data of an instrument file; every error names the file and the place in it."""
    try:
        data = parsed(path.read_bytes())
    except OSError as error:
        raise InstrumentError(_("%(file)s: no se puede leer.") % {"file": path}) from error
    except UnicodeDecodeError as error:
        raise InstrumentError(_("%(file)s: no está escrito en UTF-8.") % {"file": path}) from error
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise InstrumentError(
            _("%(file)s, línea %(line)d: no es JSON válido.") % {"file": path, "line": line}
        ) from error
    try:
        check_instrument(data)
    except InstrumentError as error:
        raise InstrumentError(f"{path}, {error}") from error
    return dict(data)


def parsed(content: bytes) -> Any:
    """Return what a JSON file says, its texts tidied. Raises ValueError or RecursionError when it is no JSON."""
    return tidied(json.loads(content.decode("utf-8-sig")))


def check_instrument(data: Any) -> None:
    """Raise InstrumentError at the first place where `data` is not an instrument."""
    for fault in instrument_faults(data):
        raise InstrumentError(
            _("%(place)s: %(reason)s") % {"place": describe_place(fault.place), "reason": fault.message()}
        )


def describe_place(place: Place) -> str:
    """Return «criterio 2, nivel 3»."""
    if not place:
        return _("instrumento")
    text = _("criterio %(number)d") % {"number": place[1]}
    if "levels" in place:
        return _("%(place)s, nivel %(number)d") % {"place": text, "number": place[3]}
    if "prompts" in place:
        return _("%(place)s, pregunta %(number)d") % {"place": text, "number": place[3]}
    return text


def instrument_faults(data: Any) -> Iterator[InstrumentFault]:
    """Yield everything that keeps `data` from being an instrument, from the top."""
    if not isinstance(data, dict):
        yield _no_object(())
        return
    yield from _strange(data, (), INSTRUMENT_KEYS)
    yield from _texts(data, (), required=INSTRUMENT_TEXTS, optional=("source",))
    code = data.get("code")
    if isinstance(code, str) and code.strip() and not re.fullmatch(r"[A-Za-z0-9-]+", code):
        yield InstrumentFault((), "code", _("«%(name)s» solo lleva letras sin tilde, dígitos y guiones."))
    yield from _one_of(data, "teacher_kind", Teacher.Kind.values, ())
    yield from _one_of(data, "cycle", ["", *Cycle.values], ())
    if not isinstance(data.get("by_default", True), bool):
        yield InstrumentFault((), "by_default", _("«%(name)s» debe ser sí o no."))
    yield from _number(data, "version", LAST_VERSION, (), _("«%(name)s» debe ser un número entero desde 1."))
    yield from _dates(data)
    yield from _criteria(data)


def _criteria(data: dict[str, Any]) -> Iterator[InstrumentFault]:
    criteria = data.get("criteria")
    if not isinstance(criteria, list) or not criteria:
        yield InstrumentFault((), "criteria", _("falta la lista «%(name)s»."))
        return
    if len(criteria) > MOST_CRITERIA:
        too_many = _("trae %(found)d criterios y un instrumento lleva hasta %(most)d.")
        yield InstrumentFault((), "criteria", too_many, {"found": len(criteria), "most": MOST_CRITERIA})
        return
    for number, criterion in enumerate(criteria, start=1):
        yield from criterion_faults(criterion, ("criteria", number))
    for name in ("title", "short_title"):
        yield from _no_duplicates(criteria, (), "criteria", name)


def criterion_faults(data: Any, place: Place) -> Iterator[InstrumentFault]:
    if not isinstance(data, dict):
        yield _no_object(place)
        return
    yield from _strange(data, place, CRITERION_KEYS)
    yield from _texts(data, place, required=CRITERION_TEXTS, optional=("section", "aspects", "competency"))
    yield from _one_of(data, "competency", sorted(COMPETENCIES), place)
    yield from _one_of(data, "scale", ScaleKind.values, place)
    if data.get("weight") is not None:
        yield from _number(data, "weight", MOST_WEIGHT, place, _("«%(name)s» debe ser un número entero de 1 a 100."))
    yield from _levels(data, place)
    yield from _prompts(data, place)


def _levels(data: dict[str, Any], place: Place) -> Iterator[InstrumentFault]:
    levels = data.get("levels")
    if not isinstance(levels, list) or not levels:
        yield InstrumentFault(place, "levels", _("falta la lista «%(name)s»."))
        return
    if _has_scale(data) and len(levels) != top(data["scale"]):
        wrong = _("la escala «%(known)s» tiene %(expected)d niveles y aquí hay %(found)d.")
        scale = data["scale"]
        yield InstrumentFault(place, "levels", wrong, {"known": [scale], "expected": top(scale), "found": len(levels)})
        return
    for number, level in enumerate(levels, start=1):
        yield from _row(level, (*place, "levels", number), LEVEL_KEYS, LEVEL_TEXTS, ("descriptor",))
    yield from _no_duplicates(levels, place, "levels", "label")


def _prompts(data: dict[str, Any], place: Place) -> Iterator[InstrumentFault]:
    prompts = data.get("prompts", [])
    if not isinstance(prompts, list):
        yield InstrumentFault(place, "prompts", _("«%(name)s» debe ser una lista."))
        return
    if len(prompts) > MOST_PROMPTS:
        yield InstrumentFault(place, "prompts", _("lleva hasta %(most)d preguntas."), {"most": MOST_PROMPTS})
        return
    for number, prompt in enumerate(prompts, start=1):
        here = (*place, "prompts", number)
        yield from _row(prompt, here, PROMPT_KEYS, PROMPT_TEXTS, ())
        if isinstance(prompt, dict):
            yield from _one_of(prompt, "moment", MOMENTS, here)
            if prompt.get("level") is not None and _has_scale(data):
                yield from _number(
                    prompt, "level", top(data["scale"]), here, _("«%(name)s» no existe en la escala del criterio.")
                )


def unready(criteria: list[dict[str, Any]]) -> list[InstrumentFault]:
    """Return what checked criteria still lack before visits can be scored with them: every level says what it means."""
    if not criteria:
        return [InstrumentFault((), "criteria", _("no tiene ningún criterio."))]
    missing = _("falta el descriptor de «%(label)s».")
    return [
        InstrumentFault(("criteria", number, "levels", value), "descriptor", missing, {"label": level["label"]})
        for number, row in enumerate(criteria, start=1)
        for value, level in enumerate(row["levels"], start=1)
        if not level.get("descriptor") and not is_self_explanatory(row["scale"])
    ]


def _row(
    data: Any, place: Place, keys: set[str], required: dict[str, int], optional: Iterable[str]
) -> Iterator[InstrumentFault]:
    if not isinstance(data, dict):
        yield _no_object(place)
        return
    yield from _strange(data, place, keys)
    yield from _texts(data, place, required=required, optional=optional)


def _no_object(place: Place) -> InstrumentFault:
    return InstrumentFault(place, "", _("debe ser un objeto con nombres y valores."))


def _strange(data: dict[str, Any], place: Place, known: set[str]) -> Iterator[InstrumentFault]:
    for name in data:
        if name not in known:
            yield InstrumentFault(place, str(name)[:40], _("«%(name)s» no es un dato conocido."))


def _texts(
    data: dict[str, Any], place: Place, *, required: dict[str, int], optional: Iterable[str]
) -> Iterator[InstrumentFault]:
    for name, size in {**required, **{name: OPTIONAL_TEXTS[name] for name in optional}}.items():
        text = data.get(name, "")
        if name in required and (not isinstance(text, str) or not text.strip()):
            yield InstrumentFault(place, name, _("falta «%(name)s»."))
        elif not isinstance(text, str):
            yield InstrumentFault(place, name, _("«%(name)s» debe ser un texto."))
        elif len(text) > size:
            yield InstrumentFault(place, name, _("«%(name)s» pasa de %(size)d letras."), {"size": size})
        elif holds_html(text):
            yield InstrumentFault(place, name, _("«%(name)s» trae etiquetas de HTML: escribe solo el texto."))


def _one_of(data: dict[str, Any], name: str, allowed: Iterable[str], place: Place) -> Iterator[InstrumentFault]:
    value, choices = data.get(name, ""), list(allowed)
    if value in choices or name in REQUIRED and not value:
        return  # that it is missing has been said
    known = [text for text in choices if text]
    wrong = _("«%(name)s» no puede ser «%(value)s»: se conoce %(known)s.")
    yield InstrumentFault(place, name, wrong, {"value": str(value)[:60], "known": known})


def _number(data: dict[str, Any], name: str, most: int, place: Place, reason: str) -> Iterator[InstrumentFault]:
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        yield InstrumentFault(place, name, reason)


def _dates(data: dict[str, Any]) -> Iterator[InstrumentFault]:
    days = {}
    for name in ("valid_from", "valid_to"):
        text = data.get(name)
        if text is None and name == "valid_to":
            continue
        try:
            days[name] = date.fromisoformat(text)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            yield InstrumentFault((), name, _("«%(name)s» debe ser una fecha como 2026-03-01."))
    if len(days) == 2 and days["valid_to"] < days["valid_from"]:
        yield InstrumentFault((), "valid_to", _("«%(name)s» no puede ser anterior a «valid_from»."))


def _no_duplicates(rows: Iterable[Any], place: Place, kind: str, name: str) -> Iterator[InstrumentFault]:
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        value = row.get(name) if isinstance(row, dict) else None
        if not isinstance(value, str) or not value.strip():
            continue
        if value.strip().casefold() in seen:
            again = _("«%(name)s» se repite: «%(value)s».")
            yield InstrumentFault(place, name, again, {"value": value}, row=(*place, kind, number))
        seen.add(value.strip().casefold())


def _has_scale(data: dict[str, Any]) -> bool:
    return isinstance(data.get("scale"), str) and data["scale"] in ScaleKind.values
