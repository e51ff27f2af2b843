"""What the cases are made of: what is sent, and what is counted afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accompaniment.models import (
    Institution,
)
from accompaniment.tests.at_once import Sending


@dataclass(frozen=True)
class Case:
    """What is sent at once, and what is counted afterwards: one, unless said otherwise."""

    sendings: list[Sending]
    count: Callable[[], Any]
    outcome: Any = 1


def someone(number: int) -> dict[str, Any]:
    return {
        "document_type": "dni",
        "document_number": f"4600{number:04}",
        "first_names": "Rosa",
        "last_names": f"Prueba {'ABCDEFGHIJ'[number % 10] * 3}",
        "email": "",
    }


def place(cast: Any, number: int) -> Institution:
    code, name = f"99011{number:02}", f"Jardín {number}"
    alike = {"kind": cast.jardin.kind, "level_code": "A2", "ugel": cast.ugel, "cycle": "II", "area": "urban"}
    return Institution.objects.create(modular_code=code, name=name, **alike)
