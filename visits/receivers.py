"""What becomes of visits when records of people are joined or parted, and when assignments and campaigns end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.dispatch import receiver
from django.utils.translation import ngettext

from accompaniment.campaigns.signals import (
    assignments_ended,
    campaign_closed,
    endings_taken_back,
    session_kind_named,
)
from accompaniment.merging.foreign_keys import Moved
from accompaniment.merging.signals import people_merged, people_parted, undo_asked
from accompaniment.merging.stored_rows import RowChange
from accompaniment.models import Campaign, SessionKind
from visits.commitments.models import CommitmentReview
from visits.groups.services import name_sessions_of
from visits.plan.endings import cancel_outlived, cancel_planned_in, restore_outlived
from visits.record.models.visits import Visit
from visits.record.transitions import send_transferred


@receiver([people_merged, people_parted])
def visits_of_joined_people(moved: Iterable[Moved], **kwargs: Any) -> None:
    """Announce each visit whose person or post is another one now that two records were joined, or parted again."""
    before: defaultdict[Any, dict[str, Any]] = defaultdict(dict)
    for one in moved:
        if one.relation.related_model is Visit:
            for pk in one.rows:
                before[pk].setdefault(one.relation.field.attname, one.source)
    send_transferred(before)


@receiver(undo_asked)
def verdicts_across_joined_people(changes: Iterable[RowChange], **kwargs: Any) -> list[str]:
    """Verdicts given to one of the two, since they were joined, on what was agreed with the other."""
    back: defaultdict[str, list[str]] = defaultdict(list)
    for change in changes:
        if "teacher_id" in change.became():
            back[change.model].append(change.pk)
    origin = Q(visit__in=back["visits.visit"]) | Q(contact__in=back["visits.contact"])
    stays = Q(visit__isnull=False) & ~Q(visit__in=back["visits.visit"])
    stays |= Q(contact__isnull=False) & ~Q(contact__in=back["visits.contact"])
    commitment = Q(commitment__in=back["visits.commitment"])
    n = CommitmentReview.objects.filter(origin & ~commitment | stays & commitment).count()
    text = ngettext(
        "Desde que se unieron, %(n)d compromiso de una se verificó en una visita a la otra.",
        "Desde que se unieron, %(n)d compromisos de una se verificaron en visitas a la otra.",
        n,
    )
    return [text % {"n": n}] if n else []


@receiver(assignments_ended)
def visits_planned_past_an_end(keys: Iterable[int], **kwargs: Any) -> None:
    cancel_outlived(keys)


@receiver(endings_taken_back)
def visits_planned_past_an_end_that_is_none(last_days: Mapping[int, date], since: datetime, **kwargs: Any) -> None:
    restore_outlived(last_days, since)


@receiver(session_kind_named)
def sessions_of_a_kind(kind: SessionKind, **kwargs: Any) -> None:
    name_sessions_of(kind)


@receiver(campaign_closed)
def visits_planned_in_a_closed_campaign(campaign: Campaign, **kwargs: Any) -> None:
    cancel_planned_in(campaign)
