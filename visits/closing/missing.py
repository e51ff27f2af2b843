"""What a visit lacks before it closes: how it is said, and what its year asks for beyond hours and levels."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from accompaniment.campaigns.closing_needs import ClosingNeed
from visits.record.models.contents import Dialogue
from visits.record.models.visits import Visit

IN_CLASSROOM = (
    Visit.Mode.IN_PERSON,
    Visit.Mode.SYNCHRONOUS,
)  # where there are children to be seen


class Missing(str):
    """What a visit lacks, in a sentence; `at` is the id of the field of its form that says it, where one does."""

    __slots__ = ("at",)
    at: str

    def __new__(cls, said: str, at: str = "") -> Missing:
        missing = super().__new__(cls, said)
        missing.at = at
        return missing


def missing_of_year(visit: Visit) -> list[Missing]:
    """What the visit's year asks for and the visit lacks."""
    asked = set(visit.campaign.closing_needs)
    return [Missing(*_said(need)) for need, is_there in THERE.items() if need in asked and not is_there(visit)]


def has_dialogue(visit: Visit) -> bool:
    dialogue: Dialogue | None = getattr(visit, "dialogue", None)
    return dialogue is not None and dialogue.was_held


def _has_commitment(visit: Visit) -> bool:
    dialogue: Dialogue | None = getattr(visit, "dialogue", None)
    return bool(dialogue and dialogue.no_commitment_reason) or bool(visit.commitments.all())


def _has_moments(visit: Visit) -> bool:
    return bool(visit.moments) or visit.mode not in IN_CLASSROOM


def _has_attendance(visit: Visit) -> bool:
    counted = visit.present_boys is not None or visit.present_girls is not None
    return counted or visit.mode not in IN_CLASSROOM


THERE: Mapping[str, Callable[[Visit], bool]] = {
    ClosingNeed.MOMENTS: _has_moments,
    ClosingNeed.ATTENDANCE: _has_attendance,
    ClosingNeed.DIALOGUE: has_dialogue,
    ClosingNeed.COMMITMENT: _has_commitment,
}


def _said(need: str) -> tuple[str, str]:
    said = {
        ClosingNeed.MOMENTS: (_("Faltan los momentos del día que observaste."), "id_visit-moments_0"),
        ClosingNeed.ATTENDANCE: (_("Falta cuántas niñas y niños estuvieron."), "id_visit-present_girls"),
        ClosingNeed.DIALOGUE: (_("Falta el diálogo: qué conversaron."), "id_dialogue-opening"),
        ClosingNeed.COMMITMENT: (
            _("Falta un compromiso o, si no hubo ninguno, por qué."),
            "id_dialogue-no_commitment_reason",
        ),
    }
    return said[ClosingNeed(need)]
