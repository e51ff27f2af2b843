"""What is asked, without names, of those who came to a session. The five C are those of the collegiate work meeting;
the statements are our own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


def questions_for(*, asks_five_c: bool) -> Sequence[RatingQuestion]:
    return [*FIVE_C, *EVALUATION] if asks_five_c else EVALUATION
