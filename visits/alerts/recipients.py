"""Who must be told of an alert: whoever can act on it, and never whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.access import in_force
from accompaniment.accounts.models import RoleQuerySet
from accompaniment.models import Assignment, Companion, Post, Role, User

from .models import Alert


def recipients_of(alert: Alert) -> dict[User, str]:
    """Return who is told today, each with the role that makes it theirs; whoever raised the alert knows already.

    The rule is that of `AlertQuerySet.visible_to`, asked of the place instead of a user; a test holds them together.
    """
    heads = dict(_heads(alert))
    told = dict(_of_ugel(alert))
    if alert.concerns == Alert.Concerns.HEAD:
        told = {user: role for user, role in told.items() if user not in heads}
    else:
        told = heads | {user: role for user, role in told.items() if user not in heads}
    silent = {alert.raised_by_id, alert.teacher.user_id, *_may_be_about(alert)}
    return {user: role for user, role in told.items() if user.pk not in silent}


def _may_be_about(alert: Alert) -> Iterator[int]:
    """The accounts of who has a post there, when it is about somebody of the staff."""
    if alert.concerns == Alert.Concerns.STAFF:
        there = Post.objects.not_ended().filter(institution=alert.institution_id, teacher__user__isnull=False)
        yield from there.order_by().values_list("teacher__user", flat=True)


def _heads(alert: Alert) -> Iterator[tuple[User, str]]:
    """Who directs the institution or coordinates the programme."""
    for role in _roles().filter(kind=Role.Kind.DIRECTOR, institution=alert.institution_id):
        yield role.user, _("directora")
    there = Assignment.objects.filter(in_force(timezone.localdate()), post__institution=alert.institution_id)
    coordinators = Companion.objects.in_force().filter(kind=Companion.Kind.COORDINATOR, user__is_active=True)
    for companion in coordinators.filter(pk__in=there.values("companion")).select_related("user"):
        yield companion.user, _("profesora coordinadora")


def _of_ugel(alert: Alert) -> Iterator[tuple[User, str]]:
    for role in _roles().filter(kind=Role.Kind.SPECIALIST, ugel=alert.ugel_id):
        yield role.user, _("especialista de la UGEL")
    for role in _roles().filter(kind=Role.Kind.SAFEGUARDING, ugel=alert.ugel_id):
        yield role.user, _("responsable de convivencia")


def _roles() -> RoleQuerySet:
    today = in_force(timezone.localdate())
    return Role.objects.filter(today, user__is_active=True).select_related("user").order_by("user__search_name")
