"""Seeing the site as somebody else does: who may, whom, and that it is written down before it begins."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.access import Allowed, Denied, in_force, reach_of
from accompaniment.accounts.models import Role, User
from accompaniment.audit.models.access_log import AccessLogEntry, hour_of
from accompaniment.people.models.companions import Companion
from accompaniment.people.models.posts import Teacher

LASTS = timedelta(minutes=30)


def may_see_as(by: User, person: User) -> Allowed | Denied:
    """Whether an administrator may see the site as the person does: never as another administrator."""
    if not reach_of(by).is_administrator:
        return Denied(_("Ver el sitio como otra persona es de la administradora."))
    if person == by:
        return Denied(_("Ya ves el sitio como tú."))
    if person.is_superuser or reach_of(person).is_administrator:
        return Denied(_("No se puede ver el sitio como otra administradora."))
    return Allowed() if person.is_active else Denied(_("Su cuenta está en pausa."))


def begin_to_see_as(*, by: User, person: User) -> None:
    """Write down, where that person reads it, that an administrator begins to see the site as they do."""
    teacher = getattr(person, "teacher", None)
    now = timezone.now()
    AccessLogEntry.objects.create(
        by=by,
        seen_as=person,
        role=AccessLogEntry.As.ADMINISTRATOR,
        what=AccessLogEntry.What.SEEN_AS,
        teacher=teacher,
        object_id=uuid.uuid4().hex,  # each time counts
        at=now,
        hour=hour_of(now),
    )


def people_like(text: str) -> QuerySet[User]:
    """Accounts that hold something today and whose name or document contains `text`, but for administrators."""
    today = timezone.localdate()
    roles = Role.objects.filter(in_force(today)).select_related("institution", "ugel", "region")
    companions = Companion.objects.filter(in_force(today)).select_related("ugel")
    administrators = roles.filter(kind=Role.Kind.ADMINISTRATOR).values("user")
    found = {
        *roles.named_like(text).values_list("user", flat=True),
        *companions.named_like(text).values_list("user", flat=True),
        *Teacher.objects.named_like(text).exclude(user=None).values_list("user", flat=True)[:100],
    }
    return (
        User.objects.filter(pk__in=found, is_active=True, is_superuser=False)
        .exclude(pk__in=administrators)
        .select_related("teacher")
        .prefetch_related(Prefetch("roles", roles, to_attr="held"))
        .prefetch_related(Prefetch("companions", companions, to_attr="works"))
        .order_by("last_name", "first_name")
    )
