"""What a visit holds in the demonstration: notes of the notebook, levels with evidence, and the dialogue."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from accompaniment.models import Phase
from rubrics.models import Criterion
from rubrics.scoring import needs, strengths
from visits.models import Dialogue, FieldNote, Score, Visit

from .ids import new_id
from .texts import SentenceMaker
from .visits import Planned


@dataclass
class Records:
    """The rows of all the visits, written at once."""

    rng: Random
    notes: list[FieldNote] = field(default_factory=list)
    scores: list[Score] = field(default_factory=list)
    dialogues: list[Dialogue] = field(default_factory=list)

    def save(self) -> None:
        FieldNote.objects.bulk_create(self.notes, batch_size=500)
        Score.objects.bulk_create(self.scores, batch_size=500)
        Dialogue.objects.bulk_create(self.dialogues, batch_size=500)


def first_needs(plan: Planned) -> list[Criterion]:
    """Return the criteria to work on after this visit, by the rule of the arithmetic."""
    by_key = {criterion.pk: criterion for criterion in plan.version.criteria}
    return [by_key[key] for key in needs(plan.levels, items=plan.version.items)]


def prepare(plan: Planned, sentences: SentenceMaker, focus: str) -> None:
    """Give a visit its purpose and, where it happened, what the sentences about it mention."""
    visit = plan.visit
    present = (visit.present_boys or 0) + (visit.present_girls or 0)
    enrolled = (visit.enrolled_boys or 0) + (visit.enrolled_girls or 0)
    sentences.new_visit(present=present, enrolled=enrolled, focus=focus)
    visit.purpose = sentences.sentence("purposes", Phase(visit.phase).value)
    if visit.status == Visit.Status.CANCELLED:
        visit.private_notes = sentences.sentence("cancelled")
    elif visit.is_closed:
        visit.private_notes = sentences.sentence("private_notes")


def write_closed(records: Records, plan: Planned, sentences: SentenceMaker) -> None:
    """Write all that a closed visit holds but its commitments."""
    _write_scores(records, plan, sentences, plan.version.criteria)
    watched = records.rng.sample(plan.version.criteria, 3)
    _write_notes(records, plan, sentences, sorted(watched, key=lambda criterion: criterion.order))
    records.dialogues.append(_dialogue(plan, sentences))


def write_draft(records: Records, plan: Planned, sentences: SentenceMaker) -> None:
    """Write what a companion has at hand in the middle of a visit: two notes and the first levels."""
    _write_scores(records, plan, sentences, plan.version.criteria[:2])
    _write_notes(records, plan, sentences, plan.version.criteria[:1], is_over=False)


def _write_scores(records: Records, plan: Planned, sentences: SentenceMaker, criteria: list[Criterion]) -> None:
    for criterion in criteria:
        level = plan.levels[criterion.pk]
        records.scores.append(
            Score(
                id=new_id(records.rng),
                visit=plan.visit,
                criterion=criterion,
                value=level,
                evidence=sentences.sentence_about(criterion.order, "evidence", str(level)),
            )
        )


def _write_notes(
    records: Records, plan: Planned, sentences: SentenceMaker, watched: list[Criterion], *, is_over: bool = True
) -> None:
    heights = {item.key: item.height(plan.levels[item.key]) for item in plan.version.items}
    texts: list[tuple[str, Criterion | None]] = [(sentences.sentence("openings"), None)]
    for criterion in watched:
        side = "high" if heights[criterion.pk] > 0.5 else "low"
        texts.append((sentences.sentence_about(criterion.order, "notes", side), criterion))
    if is_over:
        texts.append((sentences.sentence("closings"), None))
    for order, (at, (text, tied)) in enumerate(zip(_times(plan.visit, len(texts)), texts, strict=True)):
        records.notes.append(
            FieldNote(id=new_id(records.rng), visit=plan.visit, order=order, noted_at=at, text=text, criterion=tied)
        )


def _times(visit: Visit, count: int) -> list[time]:
    """Return `count` minutes from the start of the visit to shortly before its end."""
    starts = datetime.combine(visit.visited_on, visit.starts_at or time(9, 0))
    ends = datetime.combine(visit.visited_on, visit.ends_at or time(11, 0)) - timedelta(minutes=10)
    step = (ends - starts) / max(count - 1, 1)
    return [(starts + step * n).time().replace(second=0, microsecond=0) for n in range(count)]


def _dialogue(plan: Planned, sentences: SentenceMaker) -> Dialogue:
    order: dict[Any, int] = {criterion.pk: criterion.order for criterion in plan.version.criteria}
    firm = strengths(plan.levels, items=plan.version.items) or [max(plan.levels, key=lambda key: plan.levels[key])]
    return Dialogue(
        visit=plan.visit,
        strengths="\n".join(sentences.sentence_about(order[key], "strengths") for key in firm),
        needs="\n".join(sentences.sentence_about(criterion.order, "needs") for criterion in first_needs(plan)),
        teacher_words=sentences.sentence("teacher_words"),
        next_visit_on=plan.next_on,
    )
