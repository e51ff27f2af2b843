"""Taking back a document that should not count any more. It stays readable, and says so wherever it is shown."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.access import Allowed, Denied, reach_of
from accompaniment.audit.services import log_change
from accompaniment.lib.locks import lock
from accompaniment.models import User
from reports.documents.models.documents import Document


def may_annul(user: User, document: Document) -> Allowed | Denied:
    """Whoever may issue it, and issued this one or answers for the place in whose name it was issued."""
    if document.is_annulled:
        return Denied(_("Este documento ya está anulado."))
    verdict = document.of_kind.may_issue(user, document.target)
    if isinstance(verdict, Denied):
        return verdict
    reach = reach_of(user)
    answers_for_it = reach.keeps(document.ugel_id) or reach.directs(document.institution_id)
    if answers_for_it or document.issued_by_id == user.pk:
        return Allowed()
    return Denied(_("Lo anula quien lo emitió, la directora de la institución o la especialista de la UGEL."))


@transaction.atomic
def annul(*, document: Document, reason: str, by: User) -> Document:
    """Mark an issued document as annulled: its file, number and hash stay as they are."""
    lock(document)
    if document.is_annulled:
        raise ValidationError(_("Este documento ya está anulado."))
    document.annulled_at, document.annulled_by, document.annulment_reason = timezone.now(), by, reason
    document.save(update_fields=["annulled_at", "annulled_by", "annulment_reason"])
    document.of_kind.withdraw(document)
    fields = {"annulment_reason": ["", reason]}
    log_change(document, fields, teacher_id=document.teacher_id, ugel_id=document.ugel_id)
    return document
