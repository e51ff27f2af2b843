"""What was typed into a long form survives the end of a session: it comes back after signing in, to its writer alone.

A form that wants this carries `writer_token`; its view is decorated with `login_required_keeping_draft`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict

from accompaniment.accounts.models import User

FIELD = "writer"
KEY = "kept_form"
SALT = "accompaniment.kept"  # in pages that are open on phones: it stays, whatever this file is called
KEPT_FOR = 2 * 60 * 60  # seconds that an anonymous session holds what somebody typed
NOT_CONTENT = ("csrfmiddlewaretoken", FIELD)


def writer_token(user: User) -> str:
    """Return what a form carries to say, later and signed out, who is writing it."""
    return signing.dumps(user.pk, salt=SALT)


def writer_of(posted: Mapping[str, Any]) -> int | None:
    """Return the key of the user who opened the form; None when it does not say, or the signature is wrong."""
    try:
        return int(signing.loads(posted.get(FIELD, ""), salt=SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def content_of(posted: QueryDict) -> dict[str, list[str]]:
    """Return the fields as they were typed, without those that only travel with them."""
    return {name: values for name, values in posted.lists() if name not in NOT_CONTENT}


def keep_draft(request: HttpRequest) -> None:
    """Put what was posted aside in the session, which survives signing in, for its writer to find."""
    writer = writer_of(request.POST)
    if writer is not None:
        request.session[KEY] = {"writer": writer, "path": request.path, "content": content_of(request.POST)}
        request.session.set_expiry(KEPT_FOR)


def draft_of(request: HttpRequest) -> QueryDict | None:
    """Return what this user had posted to this very page when the session had ended."""
    kept = request.session.get(KEY)
    if not kept or kept["writer"] != request.user.pk or kept["path"] != request.path:
        return None
    return as_posted(kept["content"])


def forget_draft(request: HttpRequest) -> None:
    if draft_of(request) is not None:
        del request.session[KEY]


def as_posted(content: Mapping[str, list[str]]) -> QueryDict:
    """Return the fields as a browser would post them."""
    data = QueryDict(mutable=True)
    for name, values in content.items():
        data.setlist(name, values)
    return data


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def login_required_keeping_draft(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Like login_required, but what a signed-out user posts is kept for them; a script hears that it is signed out."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if wants_json(request):
            return JsonResponse({"state": "signed_out"}, status=401)
        if request.method == "POST":
            keep_draft(request)
        return redirect_to_login(request.get_full_path())

    return guarded
