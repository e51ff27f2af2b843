"""Writing contacts: received once however often they come, closed, acknowledged, annulled."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.access import Denied
from accompaniment.audit.services import log_change
from accompaniment.lib.locks import lock
from accompaniment.models import Assignment
from accompaniment.submissions.receiving import NewSubmission, Outcome, Received, receive
from visits.commitments.models import CommitmentReview
from visits.commitments.settling import settle

from .models import Contact


@dataclass(frozen=True)
class ContactRecord:
    """What one submission says: field values, and the verdicts by commitment."""

    values: dict[str, Any]
    reviews: dict[uuid.UUID, dict[str, Any]] = field(default_factory=dict)


def receive_contact(
    *, contact_id: uuid.UUID, assignment: Assignment, submission: NewSubmission, record: ContactRecord, closes: bool
) -> Outcome:
    """Save what was sent, and close it when asked; the same sending twice is there once.

    Refused with the reason when it was written on an older revision, when it is closed, or lacks what closing asks for.
    """
    return receive(partial(_write, contact_id, assignment, submission, record, closes))


def _write(
    contact_id: uuid.UUID, assignment: Assignment, submission: NewSubmission, record: ContactRecord, closes: bool
) -> Outcome:
    lock(assignment)
    contact = Contact.objects.select_related("campaign").filter(pk=contact_id).first()
    digest = _digest(submission)
    if contact and contact.received.get(str(submission.id)) == digest:
        return Received(submission.id, timezone.now(), revision=contact.revision)
    contact = _changed(contact, submission) if contact else _new(contact_id, assignment, submission)
    if contact.assignment_id != assignment.pk:
        raise ValidationError(_("Este envío no corresponde a este contacto. Vuelve a abrir el formulario."))
    for name, value in record.values.items():
        setattr(contact, name, value)
    contact.received[str(submission.id)] = digest
    contact.save()
    _replace_reviews(contact, record)
    if closes:
        close_contact(contact=contact)
    return Received(submission.id, timezone.now(), submission.sent_at, contact.revision)


def _digest(submission: NewSubmission) -> str:
    return hashlib.sha256(json.dumps(submission.payload, sort_keys=True).encode()).hexdigest()


def _new(contact_id: uuid.UUID, assignment: Assignment, submission: NewSubmission) -> Contact:
    if isinstance(verdict := assignment.recordable_by(submission.by), Denied):
        raise ValidationError(verdict.reason)
    institution = assignment.post.institution
    return Contact(
        id=contact_id,
        assignment=assignment,
        campaign=assignment.campaign,
        companion_id=assignment.companion_id,
        teacher_id=assignment.post.teacher_id,
        institution=institution,
        ugel_id=institution.ugel_id,
    )


def _changed(contact: Contact, submission: NewSubmission) -> Contact:
    if isinstance(verdict := contact.editable_by(submission.by), Denied):
        raise ValidationError(verdict.reason)
    if submission.base_revision != contact.revision:
        raise ValidationError(
            _("Este contacto cambió mientras lo escribías. Lo tuyo sigue aquí: para que quede, guarda otra vez.")
        )
    contact.revision += 1
    return contact


def _replace_reviews(contact: Contact, record: ContactRecord) -> None:
    contact.commitment_reviews.all().delete()
    CommitmentReview.objects.bulk_create(
        CommitmentReview(contact=contact, commitment_id=key, **said) for key, said in record.reviews.items()
    )


def missing_to_close(contact: Contact) -> list[str]:
    """Say, one sentence each, what a contact still lacks before it can be closed."""
    missing = []
    if not contact.minutes:
        missing.append(_("Falta cuántos minutos duró."))
    if not (contact.talked or contact.agreed or contact.commitment_reviews.exists()):
        missing.append(_("Falta de qué hablaron, en qué quedaron o cómo va un compromiso."))
    return missing


@transaction.atomic
def close_contact(*, contact: Contact) -> None:
    """Freeze the contact and give its verdicts; raise ValidationError while something is missing."""
    if missing := missing_to_close(contact):
        raise ValidationError(missing, code="missing")
    contact.closed_at = timezone.now()
    contact.save(update_fields=["closed_at"])
    settle(contact.commitment_reviews.values_list("commitment", flat=True))


@transaction.atomic
def acknowledge_contact(*, contact: Contact, comment: str) -> None:
    """Write down that the accompanied person read it, and what she says of it; said once, it stays."""
    lock(contact)
    Contact.objects.filter(pk=contact.pk, acknowledged_at=None).update(acknowledged_at=timezone.now(), comment=comment)


@transaction.atomic
def annul_contact(*, contact: Contact, why: str) -> None:
    """Take a contact out of every count, with its reason; what it said stays readable, and its verdicts are no more.
    Once annulled it keeps its first reason.
    """
    lock(contact)
    if contact.annulled_at:
        return
    contact.annulled_at, contact.annulled_why = timezone.now(), why
    contact.save(update_fields=["annulled_at", "annulled_why"])
    settle(contact.commitment_reviews.values_list("commitment", flat=True))
    log_change(contact, {"annulled_why": ["", why]}, teacher_id=contact.teacher_id, ugel_id=contact.ugel_id)
