"""Companions: who may accompany in a UGEL, and until when."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accompaniment.access.dates import added_by, overlapping
from accompaniment.accounts.models import User
from accompaniment.accounts.person import PersonData
from accompaniment.accounts.services import ensure_account
from accompaniment.lib.locks import lock
from accompaniment.lib.refusals import check_dates, refuse
from accompaniment.people.assignments.models import Assignment
from accompaniment.people.assignments.services import end_assignments
from accompaniment.people.models.companions import Companion
from accompaniment.territory.models import Ugel


@transaction.atomic
def register_companion(
    *, by: User, person: PersonData, ugel: Ugel, kind: str, starts_on: date, ends_on: date | None = None
) -> Companion:
    """Register a companion; an account is made unless the document already has one."""
    check_dates(starts_on, ends_on)
    user = ensure_account(by=by, person=person)
    lock(user)
    if Companion.objects.filter(overlapping(starts_on, ends_on), user=user, ugel=ugel).exists():
        raise refuse("document_number", _("Ya es acompañante de esta UGEL en esas fechas."))
    companion = Companion(user=user, ugel=ugel, kind=kind, starts_on=starts_on, ends_on=ends_on)
    companion.full_clean()
    companion.save()
    return companion


@transaction.atomic
def end_companion(*, companion: Companion, ends_on: date) -> Companion:
    """End the companion's work here on its last day, and with it the assignments that would outlast it."""
    lock(companion.user)
    lock(companion)
    check_dates(companion.starts_on, ends_on)
    if companion.user.companions.filter(added_by(companion, ends_on), ugel=companion.ugel_id).exists():
        raise refuse("ends_on", _("Ya es acompañante de esta UGEL en esas fechas."))
    if companion.assignments.filter(starts_on__gt=ends_on).exists():
        raise ValidationError({"ends_on": _("Hay una asignación que empieza después de ese día. Termínala primero.")})
    companion.ends_on = ends_on
    companion.save(update_fields=["ends_on"])
    outlasting = overlapping(ends_on + timedelta(days=1), None)
    end_assignments(Assignment.objects.filter(outlasting, companion=companion), ends_on=ends_on)
    return companion
