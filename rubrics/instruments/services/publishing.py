"""A version's public life: published from a day on, and retired on another. Every date of a version is set here."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accompaniment.audit.services import log_change
from rubrics.instruments.checks import InstrumentFault, unready
from rubrics.instruments.contents import criterion_data
from rubrics.instruments.models.criteria import Criterion
from rubrics.instruments.models.versions import FROZEN, InstrumentVersion, InstrumentVersionQuerySet
from rubrics.instruments.published import criteria_of

Status = InstrumentVersion.Status


@transaction.atomic
def publish_version(*, version: InstrumentVersion) -> None:
    """Freeze the version. Earlier ones that would reach into its days stop the day before it begins."""
    _reaching_into(version, version.valid_from).update(valid_to=version.valid_from - timedelta(days=1))
    version.status = Status.PUBLISHED
    version.save(update_fields=["status"])


def _reaching_into(version: InstrumentVersion, day: date) -> InstrumentVersionQuerySet:
    return InstrumentVersion.objects.ever_published().filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        instrument=version.instrument_id,
        number__lt=version.number,
        valid_from__lt=day,
    )


def missing_to_publish(criteria: list[Criterion]) -> list[InstrumentFault]:
    """Return what a draft of these criteria still lacks, each with its place."""
    return unready([criterion_data(criterion) for criterion in criteria])


@transaction.atomic
def publish_draft(*, version: InstrumentVersion, valid_from: date, valid_to: date | None) -> None:
    """Publish a draft for these days, for good. Raises ValidationError, on the field it is about, when it can't be.

    Publishing what somebody else has just published changes nothing.
    """
    if not lock_draft(version):
        return
    _check_days(version, valid_from, valid_to)
    if missing_to_publish(criteria_of(version)):
        raise ValidationError(_("Todavía le falta algo a este borrador: complétalo antes de publicarlo."))
    before = version.valid_from
    version.valid_from, version.valid_to = valid_from, valid_to
    version.save(update_fields=["valid_from", "valid_to"])
    publish_version(version=version)
    _log(
        version,
        {"status": [Status.DRAFT, Status.PUBLISHED], "valid_from": [before.isoformat(), valid_from.isoformat()]},
    )


def lock_draft(version: InstrumentVersion) -> bool:
    """Whether the version is still a draft; if so nobody publishes or changes it until this transaction ends."""
    return bool(InstrumentVersion.objects.drafts().filter(pk=version.pk).update(status=Status.DRAFT))


def require_draft(version: InstrumentVersion) -> None:
    """Raise ValidationError unless the version is still a draft, and keep it so until this transaction ends."""
    if not lock_draft(version):
        raise ValidationError(FROZEN)


def first_day_to_publish(version: InstrumentVersion, today: date) -> date:
    """Return the earliest day, from today or the draft's own on, that publishing it would not refuse."""
    latest = _published_beside(version).order_by("-valid_from").first()
    days = [today, version.valid_from]
    return max([*days, latest.valid_from + timedelta(days=1)] if latest else days)


def _published_beside(version: InstrumentVersion) -> InstrumentVersionQuerySet:
    return InstrumentVersion.objects.ever_published().filter(instrument=version.instrument_id)


def _check_days(version: InstrumentVersion, valid_from: date, valid_to: date | None) -> None:
    if valid_to and valid_to < valid_from:
        raise ValidationError({"valid_to": _("El último día no puede ser anterior al primero.")})
    if later := _published_beside(version).filter(valid_from__gte=valid_from).order_by("-valid_from").first():
        day = date_format(later.valid_from, "SHORT_DATE_FORMAT")
        text = _("La versión %(number)d empieza el %(day)s: esta tiene que empezar después.")
        raise ValidationError({"valid_from": text % {"number": later.number, "day": day}})


@transaction.atomic
def retire_version(*, version: InstrumentVersion, unused_from: date) -> None:
    """Stop using a published version from a day on, today or later. Visits made with it keep it.

    Raises ValidationError when the version ended before that day or is not in use any more.
    """
    if unused_from < timezone.localdate():
        raise ValidationError({"unused_from": _("Elige hoy o un día que todavía no llega.")})
    if version.valid_to and unused_from > version.valid_to:
        day = date_format(version.valid_to, "SHORT_DATE_FORMAT")
        raise ValidationError({"unused_from": _("Ya termina antes: el %(day)s.") % {"day": day}})
    is_now = unused_from <= max(timezone.localdate(), version.valid_from)
    status = Status.RETIRED if is_now else Status.PUBLISHED
    last = max(unused_from - timedelta(days=1), version.valid_from)
    retired = InstrumentVersion.objects.filter(pk=version.pk, status=Status.PUBLISHED)
    if not retired.update(status=status, valid_to=last):
        raise ValidationError(_("Esta versión ya no se usa."))
    before = version.valid_to.isoformat() if version.valid_to else None
    _log(version, {"status": [Status.PUBLISHED, status], "valid_to": [before, last.isoformat()]})
    version.status, version.valid_to = status, last


def taking_over(version: InstrumentVersion, day: date) -> InstrumentVersion | None:
    """Return what the people of this version are observed with on `day`, were it not there; None for nothing."""
    instrument = version.instrument
    return (
        InstrumentVersion.objects.exclude(pk=version.pk)
        .select_related("instrument")
        .for_people(instrument.teacher_kind, instrument.cycle, instrument.ugel_id, day)
        .first()
    )


def _log(version: InstrumentVersion, fields: dict[str, list[Any]]) -> None:
    log_change(
        version,
        {name: values for name, values in fields.items() if values[0] != values[1]},
        ugel_id=version.instrument.ugel_id,
    )
