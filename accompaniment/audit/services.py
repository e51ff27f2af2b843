"""Writing to both logs: changes that models can't tell by themselves, and records that were opened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Model
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accompaniment.access import Reach, deny, reach_of
from accompaniment.accounts.models import User
from accompaniment.audit.models.access_log import AccessLogEntry, hour_of
from accompaniment.audit.models.changes import TrackedChange
from accompaniment.people.models.posts import Teacher
from accompaniment.territory.models import Institution, Ugel

from .actor import is_recorded
from .tracked import change_of

EXPORTS_IN = timedelta(hours=1)


def log_change(
    row: Model,
    fields: Mapping[str, list[Any]],
    *,
    action: TrackedChange.Action = TrackedChange.Action.CHANGED,
    **about: Any,
) -> None:
    """Log one change, with one INSERT: `fields` maps names to [before, after]; without any there is nothing to log.

    For a model that is not tracked, `about` gives `teacher_id` and `ugel_id`.
    """
    if fields and is_recorded():
        with translation.override(settings.LANGUAGE_CODE):
            change = change_of(row, action, dict(fields), **about)
        change.save(force_insert=True)


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return what differs between two descriptions of the same thing, in the order in which they name it."""
    names = {**before, **after}
    return {name: [before.get(name), after.get(name)] for name in names if before.get(name) != after.get(name)}


def log_access(
    *,
    by: User,
    what: AccessLogEntry.What,
    teacher: Teacher | None = None,
    institution: Institution | None = None,
    ugel: Ugel | None = None,
    object_id: object = "",
    about: str = "",
) -> None:
    """Write down that `by` opened something, with one INSERT; openings of the own record leave no row.

    Whoever sees the site as `by` does is the one who opened it, by name and as an administrator.

    `teacher` is None for what shows everyone of a place. `object_id` is by default the person, else the place. An
    export past `EXPORTS_AN_HOUR` is refused.
    """
    if what == AccessLogEntry.What.EXPORT:
        _require_few_exports(by.seen_by or by)
    reach = reach_of(by)
    is_own = teacher is not None and reach.is_own_record(teacher.pk)
    if is_own and what != AccessLogEntry.What.EXPORT and not by.seen_by:
        return
    ugel_id = ugel.pk if ugel else institution.ugel_id if institution else None
    now = timezone.now()
    role = role_over(reach, teacher=teacher, institution=institution, ugel_id=ugel_id)
    entry = AccessLogEntry(
        by=by.seen_by or by,
        seen_as=by if by.seen_by else None,
        role=AccessLogEntry.As.ADMINISTRATOR if by.seen_by else role,
        what=what,
        teacher=teacher,
        institution=institution,
        ugel_id=ugel_id,
        object_id=str(object_id) or _object_of(teacher, institution, ugel_id),
        about=about[:80],
        at=now,
        hour=hour_of(now),
    )
    AccessLogEntry.objects.insert(entry)


def log_export_of_rosters(*, by: User, about: str) -> None:
    """Write down that a specialist took a list of people out, once for each UGEL that the specialist keeps."""
    for ugel in Ugel.objects.managed_by(by):
        log_access(by=by, what=AccessLogEntry.What.EXPORT, ugel=ugel, about=about)


def log_where_followed(*, by: User, what: AccessLogEntry.What, about: str = "") -> None:
    """Write down that somebody read about many people: once for each UGEL where they accompany or coordinate, and each
    institution that they direct.
    """
    for ugel in Ugel.objects.worked_in_by(by):
        log_access(by=by, what=what, ugel=ugel, about=about)
    for directed in Institution.objects.directed_by(by):
        log_access(by=by, what=what, institution=directed, about=about)


def _require_few_exports(by: User) -> None:
    """Files of people leave this system: nobody needs many in one hour but who takes all that there is."""
    lately = AccessLogEntry.objects.filter(by=by, what=AccessLogEntry.What.EXPORT, at__gt=timezone.now() - EXPORTS_IN)
    of_one_place = lately.order_by().values("ugel").annotate(n=Count("pk")).values_list("n", flat=True)
    if max(of_one_place, default=0) >= settings.EXPORTS_AN_HOUR:
        deny(
            _("Ya descargaste %(n)d archivos con datos de personas en una hora. Espera un rato y vuelve a intentar.")
            % {"n": settings.EXPORTS_AN_HOUR}
        )


def _object_of(teacher: Teacher | None, institution: Institution | None, ugel_id: int | None) -> str:
    if teacher:
        return str(teacher.pk)
    return f"institution-{institution.pk}" if institution else f"ugel-{ugel_id}"


def role_over(
    reach: Reach, *, teacher: Teacher | None, institution: Institution | None, ugel_id: int | None
) -> AccessLogEntry.As | str:
    """Return the role under which the user reaches this; empty when none of today's roles does."""
    nowhere = institution is None and ugel_id is None  # the page did not need to know where
    accompanies = reach.accompanies(teacher.pk) if teacher else reach.is_companion
    roles = [
        (teacher is not None and reach.is_own_record(teacher.pk), AccessLogEntry.As.ACCOMPANIED),
        (accompanies, AccessLogEntry.As.COMPANION),
        (reach.keeps(ugel_id) or (nowhere and reach.is_specialist), AccessLogEntry.As.SPECIALIST),
        (ugel_id in reach.safeguarded_ugels, AccessLogEntry.As.SAFEGUARDING),
        (institution is not None and reach.directs(institution.pk), AccessLogEntry.As.DIRECTOR),
        (nowhere and reach.is_director, AccessLogEntry.As.DIRECTOR),
        (reach.is_administrator, AccessLogEntry.As.ADMINISTRATOR),
        (reach.is_reader, AccessLogEntry.As.READER),
    ]
    return next((role for holds, role in roles if holds), "")
