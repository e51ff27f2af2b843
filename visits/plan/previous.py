"""What the previous visit left for the one that is being prepared: levels, needs and open commitments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accompaniment.models import User
from rubrics.models import Criterion
from rubrics.scales import top
from rubrics.scoring import Item, needs
from visits.commitments.models import Commitment
from visits.commitments.standings import Standing, standings_of
from visits.record.models.contents import Score
from visits.record.models.visits import Visit

LONGEST_PURPOSE = 2000
MOST_NAMED = 3  # commitments that a purpose names; the others are asked about all the same


@dataclass(frozen=True)
class PreviousResult:
    """The last closed visit to the same person and post that observed practice; `visit` is None when there is none."""

    visit: Visit | None
    scores: list[Score] = field(default_factory=list)
    needs: list[Criterion] = field(default_factory=list)
    commitments: Sequence[Standing] = ()

    def purpose(self) -> str:
        """Return the purpose that this result proposes, to be edited and agreed; empty for a first visit."""
        lines = []
        if self.needs:
            titles = "; ".join(criterion.short_title for criterion in self.needs)
            lines.append(_("Mirar juntas: %(titles)s.") % {"titles": titles})
        if self.commitments:
            actions = "; ".join(one.commitment.action.rstrip(". ") for one in self.commitments[:MOST_NAMED])
            lines.append(_("Ver cómo va lo que acordamos: %(actions)s.") % {"actions": actions})
        return "\n".join(lines)[:LONGEST_PURPOSE]

    @property
    def day(self) -> str:
        return date_format(self.visit.visited_on, "SHORT_DATE_FORMAT") if self.visit else ""


def previous_result(visit: Visit, *, by: User) -> PreviousResult:
    """Return what the visit before this one showed and the commitments that are pending, where `by` may read them."""
    agreed = Commitment.objects.visible_to(by).of_teacher(visit.teacher_id).pending()
    pending = standings_of(agreed.with_hidden_verdicts(by).select_related("criterion", "teacher"), by=by)
    last = (
        Visit.objects.visible_to(by)
        .with_levels_shown_to(by)
        .closed()
        .filter(teacher=visit.teacher_id, post=visit.post_id, unobserved_why="")
        .select_related("dialogue", "teacher", "institution")
        .order_by("-visited_on", "-id")
        .first()
    )
    if last is None:
        return PreviousResult(None, commitments=pending)
    scores = list(last.scores.select_related("criterion").order_by("criterion__order"))
    return PreviousResult(last, scores, _needs(scores), pending)


def _needs(scores: list[Score]) -> list[Criterion]:
    judged = {score.criterion_id: score for score in scores if score.value}
    items = [Item(pk, score.criterion.order, top(score.criterion.scale)) for pk, score in judged.items()]
    levels = {pk: score.value for pk, score in judged.items() if score.value}
    return [judged[pk].criterion for pk in needs(levels, items=items)]
