"""What closing a visit means for calibration: its levels are marked if their observer is out of it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from rubrics.agreement import Standing
from rubrics.models import CalibrationRule
from visits.record.models.visits import Visit

from .figures import figures_by_instrument, observed_by
from .pairs import complete_pairs

MARKED = (Standing.OUT, Standing.LAPSED)


def settle_calibration(*, visit: Visit) -> None:
    """Mark the levels of a visit just closed if its observer was out of calibration, and let a pair compare.

    The observer is judged by what came before this visit. A mark is shown beside the level and leaves nothing out.
    """
    rule = CalibrationRule.objects.of(visit.ugel_id)
    today = timezone.localdate()
    for figures in figures_by_instrument(observed_by(visit.companion.user)):
        if figures.instrument == visit.version.instrument_id and figures.standing(rule.standard, today) in MARKED:
            mark(visit, visit.version.criteria.filter(scale=figures.scale).values_list("pk", flat=True))
    complete_pairs(visit=visit)


def mark(visit: Visit, criteria: Iterable[int]) -> None:
    """Mark the visit's levels in these criteria."""
    visit.scores.filter(criterion__in=criteria, value__isnull=False).update(out_of_calibration=True)


def marked_criteria(visit: Visit) -> list[int]:
    """The criteria whose levels are marked: a correction writes its levels anew and keeps their marks."""
    return list(visit.scores.filter(out_of_calibration=True).values_list("criterion", flat=True))
