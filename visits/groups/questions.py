"""What is asked, without names, of those who came to a session. The five C are those of the collegiate work meeting;
the statements are our own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

SCALE = [(1, _("nada")), (2, _("poco")), (3, _("bastante")), (4, _("mucho"))]


@dataclass(frozen=True)
class RatingQuestion:
    """A statement with which one agrees more or less; `name` is what it is about."""

    code: str
    name: Any
    statement: Any


EVALUATION = [
    RatingQuestion("useful", _("Utilidad"), _("Me sirve para mi aula o programa.")),
    RatingQuestion("clear", _("Claridad"), _("Se entendió lo que trabajamos.")),
    RatingQuestion("heard", _("Participación"), _("Pude participar y me escucharon.")),
]
FIVE_C = [
    RatingQuestion("communication", _("Comunicación"), _("Nos escuchamos y dijimos con claridad lo que pensamos.")),
    RatingQuestion("coordination", _("Coordinación"), _("Nos organizamos: cada quien supo qué hacer y cuándo.")),
    RatingQuestion("complementarity", _("Complementariedad"), _("Sumamos lo que cada quien sabe hacer.")),
    RatingQuestion("commitment", _("Compromiso"), _("Nos comprometimos con lo que acordamos.")),
    RatingQuestion("trust", _("Confianza"), _("Hubo confianza para contar también lo que no nos sale.")),
]


KNOWN = {question.code: question for question in [*FIVE_C, *EVALUATION]}


def questions_for(*, asks_five_c: bool, statements: Sequence[str] = ()) -> Sequence[RatingQuestion]:
    """What is asked: the statements of the year's kind, or the usual three where it has none, after the five C."""
    asked = [own_question(statement) for statement in statements] or EVALUATION
    return [*FIVE_C, *asked] if asks_five_c else asked


def own_question(statement: str) -> RatingQuestion:
    """A statement of a UGEL's own; its code is of its words, so that other words are another question."""
    return RatingQuestion(f"own-{sha256(statement.encode()).hexdigest()[:16]}", "", statement)


def as_stored(questions: Sequence[RatingQuestion]) -> list[list[str]]:
    """Codes, and the words of those that are a UGEL's own."""
    return [[one.code, "" if one.code in KNOWN else str(one.statement)] for one in questions]


def stored_questions(stored: Sequence[Sequence[str]]) -> list[RatingQuestion]:
    return [KNOWN[code] if code in KNOWN else RatingQuestion(code, "", statement) for code, statement in stored]
