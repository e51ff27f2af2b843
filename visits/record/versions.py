"""Moving a visit that is not closed from a version no longer in use to the one that took its place."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.audit.services import log_change
from accompaniment.lib.text import fold, whole_number
from accompaniment.models import User
from rubrics.instruments.matching import How, Named, match
from rubrics.models import Criterion, InstrumentVersion
from rubrics.scales import short_label
from visits.record.models.contents import FieldNote, Score
from visits.record.models.submissions import Submission
from visits.record.models.visits import Visit

from .record import LONG

SCORE = re.compile(r"score-(\d{1,9})-(.+)")
SAID = ("value", "evidence", "not_observed_reason")


@dataclass(frozen=True)
class Carried:
    """One old criterion and what becomes of what was written about it."""

    old: Criterion
    new: Criterion | None
    how: How | None
    score: Score | None = None

    @property
    def is_same(self) -> bool:
        """Whether it is the same criterion by a name of its own, and not only of the same competency."""
        return self.how in (How.TITLE, How.SHORT_TITLE)

    @property
    def keeps_level(self) -> bool:
        return bool(self.new) and self.is_same and self.old.scale == self.new.scale  # type: ignore[union-attr]

    @property
    def loses_level(self) -> bool:
        return bool(self.score and self.score.value and not self.keeps_level)

    @property
    def was_reworded(self) -> bool:
        """Whether a level that is kept now means something else, so that it should be looked at again."""
        if not (self.keeps_level and self.new):
            return False
        texts = [[level.descriptor for level in one.levels.all()] for one in (self.old, self.new)]
        return texts[0] != texts[1]


@dataclass(frozen=True)
class VersionMove:
    """What moving a visit to another version would do."""

    target: InstrumentVersion
    carried: Sequence[Carried]
    added: Sequence[Criterion]


def replacement_for(visit: Visit) -> InstrumentVersion | None:
    """Return the version that took the place of a visit's own; None while that one is in use, or when none did."""
    if visit.is_closed or visit.status == Visit.Status.CANCELLED:
        return None
    today = timezone.localdate()
    if visit.version.is_in_force_on(today):
        return None
    return InstrumentVersion.objects.select_related("instrument").for_post(visit.post, today, visit.campaign)


def plan_version_move(*, visit: Visit, target: InstrumentVersion) -> VersionMove:
    """Return what the move would do to each criterion, without doing it."""
    old, new = (list(version.criteria.prefetch_related("levels")) for version in (visit.version, target))
    scores = visit.scores.select_related("criterion")
    carried = _carried(old, new, {score.criterion_id: score for score in scores})
    matched = {one.new for one in carried if one.new}
    return VersionMove(target, carried, [one for one in new if one not in matched])


def _carried(old: list[Criterion], new: list[Criterion], scores: Mapping[int, Score]) -> list[Carried]:
    pairs = {pair.old: pair for pair in match([_named(one) for one in old], [_named(one) for one in new])}
    by_key = {criterion.pk: criterion for criterion in new}
    return [
        Carried(one, by_key[pairs[one.pk].new], pairs[one.pk].how, scores.get(one.pk))
        if one.pk in pairs
        else Carried(one, None, None, scores.get(one.pk))
        for one in old
    ]


def _named(criterion: Criterion) -> Named[int]:
    return Named(criterion.pk, fold(criterion.title), fold(criterion.short_title), criterion.competency)


@transaction.atomic
def move_to_version(
    *, visit: Visit, target: InstrumentVersion, by: User, submission_id: uuid.UUID, base_revision: int
) -> None:
    """Move the visit and all that is written in it to `target`. The same submission twice moves it once.

    A level goes with its criterion when that keeps its name and scale; otherwise its evidence does without it, and
    evidence of a criterion that has no heir becomes a note. Raises ValidationError when the visit changed since
    `base_revision` or is no longer open, and once its second observer has written with the version it has.
    """
    if Submission.objects.filter(pk=submission_id, visit=visit, author=by).exists():
        return
    plan = plan_version_move(visit=visit, target=target)
    if visit.paired_observations.standing().filter(scores__isnull=False).exists():
        raise ValidationError(
            _("Su segunda observadora ya escribió con esta versión: termina la visita con la que tiene.")
        )
    before = str(visit.version)
    open_states = [*Visit.AHEAD, Visit.Status.IN_PROGRESS]
    moved = Visit.objects.filter(
        pk=visit.pk, revision=base_revision, version=visit.version_id, status__in=open_states
    ).update(version=target, revision=F("revision") + 1, updated_at=timezone.now())
    if not moved:
        raise ValidationError(_("La visita cambió mientras la mirabas. Ábrela otra vez."), code="changed")
    _keep_what_was(visit, plan, by, submission_id, base_revision)
    for one in plan.carried:
        _carry(visit, one)
    log_change(visit, {"version": [before, str(target)]}, teacher_id=visit.teacher_id, ugel_id=visit.ugel_id)
    visit.refresh_from_db()


def _keep_what_was(visit: Visit, plan: VersionMove, by: User, submission_id: uuid.UUID, base_revision: int) -> None:
    """Put the visit as it is written now among its submissions, under the criteria it had: `in_version` reads it."""
    last = visit.submissions.filter(outcome=Submission.Outcome.SAVED).order_by("-received_at").first()
    written = dict(last.payload) if last else {}
    for one in plan.carried:
        if one.score:
            written[f"score-{one.old.pk}-value"] = [str(one.score.value or "")]
            written[f"score-{one.old.pk}-evidence"] = [one.score.evidence]
    Submission.objects.create(
        id=submission_id,
        visit=visit,
        author=by,
        base_revision=base_revision,
        payload=written,
        outcome=Submission.Outcome.SAVED,
    )


def in_version(payload: Mapping[str, list[str]], version: InstrumentVersion) -> dict[str, list[str]]:
    """Return a submission's inputs with the criteria of `version` in the place of those of another one.

    A level goes over only with a criterion of its name and scale; what was said of one without heir becomes a note.
    """
    named = {int(found[1]) for name in payload if (found := SCORE.match(name))}
    others = Criterion.objects.filter(pk__in=named).exclude(version=version).values("version")
    strange = list(Criterion.objects.filter(version__in=others).prefetch_related("levels"))
    if not strange:
        return dict(payload)
    heirs = {one.old.pk: one for one in _carried(strange, list(version.criteria.prefetch_related("levels")), {})}
    moved = {renamed: values for name, sent in payload.items() for renamed, values in _renamed(name, sent, heirs)}
    return moved | _noted(payload, [one.old for one in heirs.values() if one.new is None])


def _noted(payload: Mapping[str, list[str]], gone: Sequence[Criterion]) -> dict[str, list[str]]:
    """Further notes of the form, with what a submission says of criteria that are gone."""
    texts = [text for criterion in gone for text in note_texts(criterion, _said_of(criterion, payload))]
    first = whole_number("".join(payload.get("notes-TOTAL_FORMS", []))) or 0
    rows = {f"notes-{at}-text": [text] for at, text in enumerate(texts, start=first)}
    return rows | {"notes-TOTAL_FORMS": [str(first + len(texts))]} if texts else {}


def _said_of(criterion: Criterion, payload: Mapping[str, list[str]]) -> list[str]:
    """The level, the evidence and why there is none, as they were typed."""
    level, *said = ("".join(payload.get(f"score-{criterion.pk}-{name}", [])) for name in SAID)
    value = whole_number(level)
    known = {one.value for one in criterion.levels.all()}
    return [short_label(criterion.scale, value) if value in known else level, *said]


def note_texts(criterion: Criterion, said: Iterable[str]) -> list[str]:
    """What was said of a criterion that is gone, as notes: none when nothing was, several when it is long."""
    content = " ".join(filter(None, said))
    text = f"{criterion.title}: {content}" if content else ""
    return [text[start : start + LONG] for start in range(0, len(text), LONG)]


def _renamed(name: str, sent: list[str], heirs: Mapping[int, Carried]) -> Iterator[tuple[str, list[str]]]:
    if name.endswith("-criterion"):
        keys = [heirs.get(number) if (number := whole_number(key)) is not None else None for key in sent]
        yield name, [_key_of(one) if one else key for one, key in zip(keys, sent, strict=True)]
        return
    found = SCORE.match(name)
    one = heirs.get(int(found[1])) if found else None
    if found is None or one is None:
        yield name, sent
    elif one.new is None:
        return
    elif found[2] != "value" or one.keeps_level:
        yield f"score-{one.new.pk}-{found[2]}", sent


def _key_of(one: Carried) -> str:
    return str(one.new.pk) if one.new else ""


def _carry(visit: Visit, one: Carried) -> None:
    for related in (visit.notes, visit.commitments):
        related.filter(criterion=one.old).update(criterion=one.new)
    if one.score is None:
        return
    if one.new is None:
        _keep_as_notes(visit, one)
        one.score.delete()
        return
    one.score.criterion = one.new
    if one.loses_level:
        one.score.value = None
    one.score.save(update_fields=["criterion", "value"])


def _keep_as_notes(visit: Visit, one: Carried) -> None:
    """Write the evidence of a criterion without heir as a note, in as many as its length asks for."""
    assert one.score is not None  # noqa: S101 : asked before
    texts = note_texts(one.old, [one.score.short, one.score.evidence, one.score.not_observed_reason])
    first = visit.notes.count()
    FieldNote.objects.bulk_create(
        FieldNote(visit=visit, order=order, text=text) for order, text in enumerate(texts, start=first)
    )
