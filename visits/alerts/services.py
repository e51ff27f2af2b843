"""Raising an alert, and saying what was done about it."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass, replace
from datetime import date, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.audit.models.changes import TrackedChange
from accompaniment.audit.services import log_change
from accompaniment.campaigns.holidays import names_by_day
from accompaniment.lib.locks import lock
from accompaniment.models import Assignment, User
from visits.record.models.visits import Visit

from .clock import due_at
from .models import UNANSWERED, Alert, AlertNote, AlertNotice, AlertStep
from .notices import post_notices
from .protocols import protocol_of
from .recipients import recipients_of


@dataclass(frozen=True)
class AlertRecord:
    """What is said of a serious conduct, ready for the model; `id` is born on the page, so that it is told once."""

    id: uuid.UUID
    kind: str
    concerns: str
    description: str
    happened_on: date
    happened_at: time | None
    child: str
    danger: str


@transaction.atomic
def raise_alert(*, by: User, assignment: Assignment, visit: Visit | None, said: AlertRecord) -> Alert:
    """Keep an alert and tell of it those who must act; the same one again only corrects what it says.

    What a page says again under another id, because it was brought back from the browser's copy, is the same one too;
    an id that is taken by somebody else's alert makes way for a new one.
    """
    lock(assignment)
    known = Alert.objects.filter(pk=said.id).first()
    if known is not None and (known.raised_by_id, known.assignment_id) != (by.pk, assignment.pk):
        known, said = None, replace(said, id=uuid.uuid4())
    if known := known or _same_before(by, assignment, said):
        return _correct(known, visit, said)
    post = assignment.post
    alert = Alert(
        **asdict(said),
        visit=visit,
        assignment=assignment,
        campaign=assignment.campaign,
        teacher=post.teacher,
        institution=post.institution,
        ugel_id=post.institution.ugel_id,
        raised_by=by,
    )
    alert.save(force_insert=True)
    lay_out_steps(alert)
    _tell(alert)
    log_change(alert, {"raised": [None, True]}, action=TrackedChange.Action.CREATED, ugel_id=alert.ugel_id)
    return alert


def _tell(alert: Alert) -> None:
    """Write down whom it is told, those that were not told before, and have them written to."""
    told = set(alert.notices.values_list("user", flat=True))
    AlertNotice.objects.bulk_create(
        AlertNotice(alert=alert, user=user, told_as=role)
        for user, role in recipients_of(alert).items()
        if user.pk not in told
    )
    post_notices()


def _same_before(by: User, assignment: Assignment, said: AlertRecord) -> Alert | None:
    same = {"kind": said.kind, "description": said.description, "happened_on": said.happened_on}
    return Alert.objects.filter(raised_by=by, assignment=assignment, **same).first()


def _correct(alert: Alert, visit: Visit | None, said: AlertRecord) -> Alert:
    """Write what the page says now and tell whoever must act by it; another kind has other steps.

    Steps stay once one is answered. The change is logged by the names of what changed, never by their content.
    """
    values = {name: value for name, value in asdict(said).items() if name != "id"}
    if alert.visit_id is None and visit is not None:
        values["visit_id"] = visit.pk
    changed = {name: value for name, value in values.items() if getattr(alert, name) != value}
    if changed:
        Alert.objects.filter(pk=alert.pk).update(**changed)
        log_change(alert, dict.fromkeys(changed, [None, None]), ugel_id=alert.ugel_id)
        alert.refresh_from_db()
        _tell(alert)
        if "kind" in changed and not alert.steps.exclude(UNANSWERED).exists():
            alert.steps.all().delete()
            lay_out_steps(alert)
    return alert


def lay_out_steps(alert: Alert) -> None:
    """Write down what must be done and until when, as the UGEL's protocol says today."""
    raised_at = timezone.localtime(alert.raised_at)
    days_off = names_by_day(alert.campaign.days_off)
    AlertStep.objects.bulk_create(
        AlertStep(
            alert=alert,
            order=order,
            text=step.text,
            source=step.source,
            due_at=due_at(raised_at, step.limit, days_off),
        )
        for order, step in enumerate(protocol_of(alert.ugel_id, alert.kind).steps)
    )


@transaction.atomic
def answer_step(
    *, step: AlertStep, by: User, done_on: date | None, number: str = "", unneeded_because: str = ""
) -> AlertStep:
    """Say what became of a step: done on a day, with its number, or not needed, with the reason."""
    if (done_on is None) == (not unneeded_because):
        raise ValidationError(_("Escribe el día en que se hizo, o por qué no corresponde: una de las dos."))
    if done_on and done_on > timezone.localdate():
        raise ValidationError({"done_on": _("Ese día todavía no llega.")})
    lock(step)
    before = _answer_of(step)
    step.done_on, step.number, step.unneeded_because = done_on, number, unneeded_because
    step.answered_by, step.answered_at = by, timezone.now()
    step.save()
    log_change(step.alert, {step.text[:60]: [before, _answer_of(step)]}, ugel_id=step.alert.ugel_id)
    return step


def _answer_of(step: AlertStep) -> str | None:
    if step.done_on:
        return f"{step.done_on.isoformat()} {step.number}".strip()
    return str(_("no corresponde")) if step.unneeded_because else None


@transaction.atomic
def add_note(*, alert: Alert, by: User, note_id: uuid.UUID, text: str) -> AlertNote:
    """Add what somebody did or wants to make clear; the same note again adds nothing."""
    lock(alert)
    known = AlertNote.objects.filter(pk=note_id).first()
    return known or AlertNote.objects.create(pk=note_id, alert=alert, by=by, text=text)
