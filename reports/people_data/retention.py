"""The end of the retention period: what is removed, in which order, and what stays because something newer needs it."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import partial, reduce
from operator import or_
from typing import Any

from allauth.account.models import EmailAddress
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.audit.actor import unrecorded
from accompaniment.models import (
    AccessLogEntry,
    Assignment,
    Companion,
    MergedRecord,
    Post,
    Role,
    Teacher,
    TrackedChange,
    User,
)
from reports.documents.models.batches import Batch
from reports.documents.models.documents import Document
from reports.documents.models.jobs import ReportJob
from reports.plans.models import FollowUpPlan
from rubrics.models import PracticeAnswer
from visits.groups.removal import remove_sessions
from visits.models import Alert, Attendance, Commitment, CommitmentReview, Contact, GroupSession, Visit
from visits.record.removal import remove_visits

AT_ONCE = 500
RETIRED = "retirada-"  # how the user name of an account begins whose person was removed

Counts = dict[str, int]


class _Rehearsed(Exception):
    """What was counted is undone."""


def cutoff(years: int) -> date:
    """Return the day before which what ended is removed."""
    today = timezone.localdate()
    day = min(today.day, 28) if today.month == 2 else today.day
    return today.replace(year=today.year - years, day=day)


def purge(*, ended_before: date, confirmed: bool) -> Counts:
    """Remove the personal data whose retention has ended, all or nothing; return how many rows of each kind.

    Unless `confirmed` the very same is done and undone, so that the figures are those of the real thing.
    """
    counts: Counts = {}
    try:
        with transaction.atomic(), unrecorded():
            counts = _purge(ended_before)
            if not confirmed:
                raise _Rehearsed
    except _Rehearsed:
        return counts
    TrackedChange.objects.create(
        action=TrackedChange.Action.DELETED,
        model="retention",
        name=_("Datos anteriores al %(day)s") % {"day": ended_before.isoformat()},
        fields={name: [number, None] for name, number in counts.items() if number},
    )
    return counts


def _purge(day: date) -> Counts:
    """From the leaves to the root: each step finds free what the step before let go of."""
    started = timezone.make_aware(datetime.combine(day, time.min))
    kept_reviews = _visits_and_sessions(day)
    counts = {_("documentos"): _documents(day)}
    counts[_("planes")] = _delete(FollowUpPlan.objects.filter(campaign__ends_on__lt=day))
    counts[_("marcas")] = _delete(Alert.objects.filter(campaign__ends_on__lt=day))
    counts[_("contactos")] = _delete(Contact.objects.filter(campaign__ends_on__lt=day))
    counts |= {
        _("visitas"): remove_visits(
            Visit.objects.filter(campaign__ends_on__lt=day).exclude(pk__in=kept_reviews["visit"])
        ),
        _("reuniones de grupo"): remove_sessions(
            GroupSession.objects.filter(campaign__ends_on__lt=day).exclude(pk__in=kept_reviews["session"])
        ),
        _("asignaciones"): _delete(Assignment.objects.filter(campaign__ends_on__lt=day, visits=None)),
    }
    counts[_("respuestas de práctica")] = _delete(PracticeAnswer.objects.filter(answered_at__lt=started))
    counts |= _people(day)
    counts |= {
        _("acompañantes"): _delete(
            Companion.objects.filter(
                ends_on__lt=day, assignments=None, visits=None, contacts=None, documents=None, plans=None
            )
        ),
        _("roles"): _delete(Role.objects.filter(ends_on__lt=day)),
    }
    counts[_("cuentas")] = _retire_accounts(started)
    counts[_("anotaciones de lectura")] = AccessLogEntry.objects.before(started).purge()
    counts[_("anotaciones de cambio")] = TrackedChange.objects.before(started).purge()
    return counts


def _visits_and_sessions(day: date) -> dict[str, set[Any]]:
    """Return the old visits and sessions that stay: one that stays gave its verdict on a commitment of theirs."""
    links = list(
        CommitmentReview.objects.filter(
            Q(commitment__visit__campaign__ends_on__lt=day) | Q(commitment__session__campaign__ends_on__lt=day)
        ).values_list(
            "commitment__visit",
            "commitment__session",
            Coalesce("visit", "session"),
            Coalesce("visit__campaign__ends_on", "contact__campaign__ends_on", "session__campaign__ends_on"),
        )
    )
    kept: dict[str, set[Any]] = {"visit": set(), "session": set()}
    grows = True
    while grows:
        size = len(kept["visit"]) + len(kept["session"])
        for visit, session, reviewer, campaign_end in links:
            if campaign_end >= day or reviewer in kept["visit"] | kept["session"]:
                kept["visit" if visit else "session"].add(visit or session)
        grows = len(kept["visit"]) + len(kept["session"]) > size
    return kept


def _delete(rows: QuerySet[Any]) -> int:
    """Delete these rows with what hangs from them; return how many of these there were."""
    keys = list(rows.order_by().distinct().values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        rows.model._base_manager.filter(pk__in=keys[start : start + AT_ONCE]).delete()
    return len(keys)


def _documents(day: date) -> int:
    """Issued documents go with their files; their numbers are never given again."""
    ReportJob.objects.filter(campaign__ends_on__lt=day).delete()
    documents = Document.objects.filter(campaign__ends_on__lt=day)
    storage: Storage = Document._meta.get_field("file").storage
    for name in documents.values_list("file", flat=True):
        transaction.on_commit(partial(storage.delete, name))
    removed = _delete(documents)
    Batch.objects.filter(campaign__ends_on__lt=day).delete()
    return removed


def _people(day: date) -> Counts:
    """People whose last post ended before `day`, once nothing is left that shows their work."""
    lasting = Post.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), teacher=OuterRef("pk"))
    traces = [
        Exists(model.objects.filter(**{path: OuterRef("pk")}))
        for model, path in (
            (Visit, "teacher"),
            (Assignment, "post__teacher"),
            (FollowUpPlan, "post__teacher"),
            (Document, "teacher"),
            (Commitment, "teacher"),
            (Attendance, "teacher"),
            (Alert, "teacher"),
        )
    ]
    gone = Teacher.objects.filter(~Exists(lasting), Exists(Post.objects.filter(teacher=OuterRef("pk"))))
    keys = list(gone.exclude(reduce(or_, traces)).values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        known_as = [*some, *MergedRecord.objects.former_keys(some).values_list("former_id", flat=True)]
        AccessLogEntry.objects.filter(teacher__in=known_as).purge()
        TrackedChange.objects.filter(teacher__in=known_as).purge()
        ReportJob.objects.filter(teacher__in=some).delete()
        Post.objects.filter(teacher__in=some).delete()
        Teacher.objects.filter(pk__in=some).delete()
    return {_("docentes y promotoras"): len(keys)}


def _retire_accounts(started: datetime) -> int:
    """Empty the accounts of people of whom nothing else is left; the logs still say that there was one."""
    left = User.objects.filter(
        Q(last_login=None) | Q(last_login__lt=started),
        is_superuser=False,
        date_joined__lt=started,
        teacher=None,
        roles=None,
        companions=None,
    ).exclude(username__startswith=RETIRED)
    keys = list(left.values_list("pk", flat=True))
    for user in User.objects.filter(pk__in=keys):
        user.username, user.first_name, user.last_name, user.email = f"{RETIRED}{user.pk}", "", "", None
        user.is_active = False
        user.set_unusable_password()
        user.save()
    EmailAddress.objects.filter(user__in=keys).delete()
    TrackedChange.objects.filter(model="accompaniment.user", object_id__in=[str(key) for key in keys]).purge()
    return len(keys)
