"""A second observer's form as a browser would send it, and pairs already made."""

import uuid
from typing import Any

from django.utils import timezone

from visits.calibration.pairs import complete_pairs
from visits.models import PairedObservation, PairedScore, Visit


def invited(cast: Any, visit: Visit, *, observer: Any = None, **fields: Any) -> PairedObservation:
    return PairedObservation.objects.create(
        visit=visit, observer=observer or cast.olga, invited_by=visit.companion.user, **fields
    )


def observed(pair: PairedObservation, levels: list[int], *, closed: bool = True) -> PairedObservation:
    """What the second observer saw, closed by her unless said otherwise."""
    PairedScore.objects.bulk_create(
        PairedScore(observation=pair, criterion=c, value=v, evidence="Lo que vi desde atrás.")
        for c, v in zip(pair.visit.version.criteria.all(), levels, strict=True)
    )
    if closed:
        PairedObservation.objects.filter(pk=pair.pk).update(closed_at=timezone.now())
        complete_pairs(visit=pair.visit)
    pair.refresh_from_db()
    return pair


def paired_visit(cast: Any, *, hers: list[int], others: list[int], observer: Any = None, **fields: Any) -> Visit:
    """A visit of Ana's that both closed: `hers` are Ana's levels."""
    visit = cast.closed_visit(levels=hers, **fields)
    observed(invited(cast, visit, observer=observer), others)
    return visit


def sheet(pair: PairedObservation, **changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"submission": str(uuid.uuid4()), "base_revision": pair.revision}
    for criterion in pair.visit.version.criteria.all():
        data[f"score-{criterion.pk}-value"] = "3"
        data[f"score-{criterion.pk}-evidence"] = f"Vi: {criterion.short_title}"
    return {**data, **changes}
