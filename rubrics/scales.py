"""Scale kinds: how many levels, from low to high, and what they are called. A level is a number from 1 upwards."""

from collections.abc import Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _


class ScaleKind(models.TextChoices):
    I_TO_IV = "i_iv", _("niveles I a IV")
    ONE_TO_THREE = "1_3", _("1 a 3")
    YES_NO = "yes_no", _("Sí / No")
    YES_NO_SOMETIMES = "yes_no_sometimes", _("Sí / No / A veces")


LABELS: dict[ScaleKind, Sequence[object]] = {
    ScaleKind.I_TO_IV: ["I", "II", "III", "IV"],
    ScaleKind.ONE_TO_THREE: ["1", "2", "3"],
    ScaleKind.YES_NO: [_("No"), _("Sí")],
    ScaleKind.YES_NO_SOMETIMES: [_("No"), _("A veces"), _("Sí")],
}
# What a new criterion's levels are named until somebody renames them.
USUAL_NAMES: dict[ScaleKind, Sequence[str]] = {
    ScaleKind.I_TO_IV: ["Insatisfactorio", "En proceso", "Satisfactorio", "Destacado"],
    ScaleKind.ONE_TO_THREE: ["No cumple", "Cumple en parte", "Cumple"],
    ScaleKind.YES_NO: ["No", "Sí"],
    ScaleKind.YES_NO_SOMETIMES: ["No", "A veces", "Sí"],
}


def top(kind: str) -> int:
    """Return the highest level of a scale; the lowest is always 1."""
    return len(LABELS[ScaleKind(kind)])


def achieved_from(kind: str) -> int:
    """Return the level from which a criterion counts as achieved: III of I to IV, the highest of any other scale."""
    return min(3, top(kind))


def short_label(kind: str, level: int) -> str:
    """Return what a level is called on its scale: II, 3, «A veces»."""
    return str(LABELS[ScaleKind(kind)][level - 1])


def is_self_explanatory(kind: str) -> bool:
    """Whether the levels of a scale are understood without a descriptor: «Sí» needs none, II does."""
    return kind in (ScaleKind.YES_NO, ScaleKind.YES_NO_SOMETIMES)
