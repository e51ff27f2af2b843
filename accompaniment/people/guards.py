"""Pages of a record that was joined to another."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from accompaniment.access import AuthedRequest
from accompaniment.people.models.merged_records import MergedRecord


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
