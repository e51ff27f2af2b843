"""A form whose token is no longer valid, as happens after signing in from another tab: nothing typed is lost."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from accompaniment.lib.drafts import FIELD, content_of, keep_and_sign_in, lately_writer_of, wants_json, writer_token


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Let the writer of a form send it again with one touch; anybody else is asked to go back.

    Only what the same user opened here is offered again: the signature in the form proves it, as the token would have.
    """
    if wants_json(request):
        return JsonResponse({"state": "signed_out"}, status=403)
    writer = lately_writer_of(request.POST)
    if writer is not None and not request.user.is_authenticated:
        return keep_and_sign_in(request)
    fields: list[tuple[str, str]] = []
    if writer is not None and writer == request.user.pk:
        fields = [(name, value) for name, values in content_of(request.POST).items() for value in values]
        fields.append((FIELD, writer_token(request.user)))
    return render(request, "accompaniment/entry/expired.html", {"fields": fields}, status=403)
