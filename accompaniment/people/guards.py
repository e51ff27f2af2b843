"""Pages of one person: who may change what they say, and those of a record that was joined to another."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accompaniment.access import AuthedRequest, deny
from accompaniment.access.guards import managed_or_refused
from accompaniment.accounts.models import User
from accompaniment.people.models.merged_records import MergedRecord
from accompaniment.people.models.posts import Teacher


def managed_teacher(user: User, teacher_id: UUID) -> Teacher:
    """Return a person whose data the user may change: 404 for an invisible one, 403 for one that may only be read."""
    people = Teacher.objects.select_related("user")
    managed = Teacher.objects.managed_by(user)
    if Teacher.objects.once_managed_by(user).exclude(pk__in=managed.values("pk")).filter(pk=teacher_id).exists():
        deny(
            _(
                "Ya no trabaja en tu UGEL: aquí se lee lo que pasó mientras estuvo, y sus datos los cambia quien la"
                " tiene ahora. Si volvió, ábrele una plaza nueva."
            )
        )
    return managed_or_refused(people.visible_to(user), managed, pk=teacher_id)


def follows_joined_records(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead whoever asks for the page of a record that was joined to another to the same page of the one that stayed."""

    @wraps(view)
    def wrapped(request: AuthedRequest, teacher_id: UUID) -> HttpResponse:
        try:
            return view(request, teacher_id=teacher_id)
        except Http404:
            kept = MergedRecord.objects.kept_for(request.user, teacher_id)
            if kept is None or request.method != "GET" or request.resolver_match is None:
                raise
            return redirect(request.resolver_match.view_name, kept.pk)

    return wrapped
