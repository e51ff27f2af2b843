"""Writes on practice cases: written, published, retired, answered; and the cases that come with the project."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accompaniment.audit.services import between, log_change
from accompaniment.lib.locks import lock
from accompaniment.models import Ugel, User
from accompaniment.submissions.receiving import NewSubmission, Outcome, Received, find_stored, receive
from rubrics.instruments.models.versions import InstrumentVersion

from .models import CalibrationRule, PracticeAnswer, PracticeCase, PracticeLevel, PracticeReference

SHIPPED = Path(__file__).parents[1] / "data" / "practice"
RULE = ("period_days", "least_pairs", "least_share", "least_kappa", "retake_days")
NOTHING: Mapping[str, Any] = {}
Levels = dict[int, dict[str, Any]]  # criterion id -> value and reason


@transaction.atomic
def write_rule(*, ugel: Ugel, rule: Mapping[str, Any]) -> CalibrationRule:
    """Keep what a UGEL asks of its observers, by the names of `RULE`. Raises ValidationError by field."""
    lock(ugel)
    stored = CalibrationRule.objects.of(ugel)
    before = {name: getattr(stored, name) for name in RULE}
    for name in RULE:
        setattr(stored, name, rule[name])
    stored.full_clean()
    stored.save()
    log_change(stored, between(before, dict(rule)), ugel_id=ugel.pk)
    return stored


@transaction.atomic
def write_case(
    *, case: PracticeCase, by: User, references: Levels, fields: Mapping[str, Any] = NOTHING
) -> PracticeCase:
    """Save a draft: what it says, by `fields`, and its reference levels.

    Raises ValidationError once it is published.
    """
    if not case._state.adding:
        lock(case)
    case.require_draft()
    for name, value in fields.items():
        setattr(case, name, value)
    case.written_by = case.written_by or by
    case.save()
    case.references.all().delete()
    PracticeReference.objects.bulk_create(
        PracticeReference(case=case, criterion_id=criterion, **level) for criterion, level in references.items()
    )
    return case


@transaction.atomic
def publish_case(*, case: PracticeCase) -> None:
    """Offer a draft to whoever practises. Raises ValidationError without a level to compare with."""
    case.require_draft()
    if not case.references.exists():
        raise ValidationError(_("Da el nivel de referencia, con su porqué, de al menos un criterio."))
    PracticeCase.objects.filter(pk=case.pk, published_at__isnull=True).update(published_at=timezone.now())


def retire_case(*, case: PracticeCase) -> None:
    """Stop offering a case; its answers stay."""
    PracticeCase.objects.filter(pk=case.pk, published_at__isnull=False, retired_at__isnull=True).update(
        retired_at=timezone.now()
    )


def receive_answer(*, case: PracticeCase, submission: NewSubmission, levels: Levels, retake_days: int) -> Outcome:
    """Keep one attempt; the same submission twice is one. Refused while it is too early to repeat it."""
    return receive(partial(_answer, case, submission, levels, retake_days))


def _answer(case: PracticeCase, submission: NewSubmission, levels: Levels, retake_days: int) -> Outcome:
    person = submission.by
    submission, stored = find_stored(submission, partial(_stored, case), lambda it, _new: _levels_of(it) == levels)
    if stored:
        return Received(stored.pk, stored.answered_at)
    if not case.is_offered:
        raise ValidationError(_("Este caso ya no se responde."))
    if case.written_by_id == person.pk:
        raise ValidationError(_("Este caso lo escribiste tú: ya conoces sus niveles."))
    last = PracticeAnswer.objects.filter(case=case, person=person).order_by("-attempt").first()
    if last and timezone.localdate() < last.again_on(retake_days):
        day = date_format(last.again_on(retake_days), "SHORT_DATE_FORMAT")
        raise ValidationError(_("Ya lo respondiste. Puedes repetirlo desde el %(day)s.") % {"day": day})
    answer = PracticeAnswer(id=submission.id, case=case, person=person, attempt=last.attempt + 1 if last else 1)
    answer.save(force_insert=True)
    PracticeLevel.objects.bulk_create(
        PracticeLevel(answer=answer, criterion_id=criterion, **level) for criterion, level in levels.items()
    )
    return Received(answer.pk, answer.answered_at)


def _stored(case: PracticeCase, submission: NewSubmission) -> PracticeAnswer | None:
    stored = PracticeAnswer.objects.filter(pk=submission.id).first()
    if stored and (stored.case_id != case.pk or stored.person_id != submission.by.pk):
        raise ValidationError(_("Este envío no corresponde a este caso. Vuelve a abrirlo."))
    return stored


def _levels_of(answer: PracticeAnswer) -> Levels:
    rows = answer.levels.values_list("criterion", "value", "reason")
    return {criterion: {"value": value, "reason": reason} for criterion, value, reason in rows}


# --- Cases that come with the project --------------------------------------------------------------------------
@transaction.atomic
def load_shipped_cases() -> int:
    """Publish for everyone the invented cases of `data/practice/`, each once; return how many are new."""
    return sum(_load_file(json.loads(path.read_text(encoding="utf-8"))) for path in sorted(SHIPPED.glob("*.json")))


def _load_file(data: dict[str, Any]) -> int:
    version = InstrumentVersion.objects.filter(instrument__code=data["instrument"], number=data["version"]).first()
    if version is None:
        return 0  # the instrument itself is not loaded here
    known = set(PracticeCase.objects.filter(version=version).values_list("pk", flat=True))
    fresh = [row for row in data["cases"] if uuid.UUID(row["id"]) not in known]
    criteria = {criterion.short_title: criterion for criterion in version.criteria.all()}
    for row in fresh:
        case = PracticeCase.objects.create(
            id=row["id"],
            version=version,
            title=row["title"],
            vignette="\n\n".join(row["vignette"]),
            published_at=timezone.now(),
        )
        PracticeReference.objects.bulk_create(
            PracticeReference(case=case, criterion=criteria[title], value=value, reason=reason)
            for title, (value, reason) in row["levels"].items()
        )
    return len(fresh)
