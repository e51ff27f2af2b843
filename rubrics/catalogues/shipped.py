"""The frameworks that themes, commitments and criteria name, each with its source: the MBDD (domains, competencies,
performances) and the areas and competencies of the curriculum of the initial level. The short names are our own.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

HERE = Path(__file__).parent
COMPETENCIES = {
    "C1": _("C1 · Conoce a sus estudiantes y lo que enseña"),
    "C2": _("C2 · Planifica la enseñanza"),
    "C3": _("C3 · Crea un clima favorable"),
    "C4": _("C4 · Conduce la enseñanza"),
    "C5": _("C5 · Evalúa el aprendizaje"),
    "C6": _("C6 · Participa en la gestión de la escuela"),
    "C7": _("C7 · Trabaja con familias y comunidad"),
    "C8": _("C8 · Reflexiona sobre su práctica"),
    "C9": _("C9 · Ejerce con ética y respeto"),
}

AREAS = {
    "PS": _("Personal Social"),
    "PM": _("Psicomotriz"),
    "COM": _("Comunicación"),
    "CSL": _("Castellano como segunda lengua"),
    "MAT": _("Matemática"),
    "CYT": _("Ciencia y Tecnología"),
    "TRA": _("Transversales"),
}


@cache
def catalogue(name: str) -> dict[str, Any]:
    """`mbdd` or `cneb`, as it is shipped."""
    found: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return found


def competency_choices(blank: Any) -> list[tuple[str, Any]]:
    """The nine competencies of the MBDD, and none of them first."""
    return [("", blank), *COMPETENCIES.items()]


def curriculum_choices(blank: Any) -> list[tuple[Any, Any]]:
    """The competencies of the curriculum under their areas, and none of them first."""
    choices: list[tuple[Any, Any]] = [("", blank)]
    for area in catalogue("cneb")["areas"]:
        choices.append((AREAS[area["code"]], [(one["code"], one["name"]) for one in area["competencies"]]))
    return choices


def competency_name(code: str) -> str:
    """What a competency of the MBDD is called; its code where it is none of them."""
    return str(COMPETENCIES.get(code, code))


def curriculum_name(code: str) -> str:
    """A competency of the curriculum with its area; its code where it is none of them."""
    named = {
        one["code"]: f"{AREAS[area['code']]}: {one['name']}"
        for area in catalogue("cneb")["areas"]
        for one in area["competencies"]
    }
    return str(named.get(code, code))
