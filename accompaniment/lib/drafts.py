"""What was typed into a form survives the end of a session: it comes back after signing in, to its writer alone.

A form that wants this carries `writer_token` (`{% writer %}` in its template), and its view fills it in with
`typed(request)`. Files are not kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponseRedirect, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

FIELD = "writer"
KEY = "kept_forms"
SALT = "accompaniment.kept"  # in pages that are open on phones: it stays, whatever this file is called
BELIEVED_FOR = timedelta(days=30)  # who opened a form; it covers weeks without signal
KEPT_FOR = 2 * 60 * 60  # seconds that an anonymous session holds what somebody typed
MOST = 5  # forms, the latest ones, that a session holds
NOT_CONTENT = ("csrfmiddlewaretoken", FIELD, "pin", "again", "password")


def writer_token(user: Any) -> str:
    """Return what a form carries to say, later and signed out, who is writing it."""
    return signing.dumps(user.pk, salt=SALT)


def writer_of(posted: Mapping[str, Any]) -> int | None:
    """Return the key of the user who opened the form; None when it does not say, or the signature is wrong."""
    return _signed_by(posted)


def lately_writer_of(posted: Mapping[str, Any]) -> int | None:
    """The same, None also for a form opened long ago: what it says is then kept for nobody who is not signed in."""
    return _signed_by(posted, max_age=BELIEVED_FOR)


def _signed_by(posted: Mapping[str, Any], max_age: timedelta | None = None) -> int | None:
    try:
        return int(signing.loads(posted.get(FIELD, ""), salt=SALT, max_age=max_age))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def content_of(posted: QueryDict) -> dict[str, list[str]]:
    """Return the fields as they were typed, without secrets and those that only travel with them."""
    return {name: values for name, values in posted.lists() if name not in NOT_CONTENT}


# --- Kept while nobody is signed in ------------------------------------------------------------------------------
def keep_and_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """Lead to the page where one signs in, and from there back; what was posted waits for its writer meanwhile."""
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    keep_draft(request)
    return redirect_to_login(_page_of_form(request))


def keep_draft(request: HttpRequest) -> None:
    """Put what was posted aside in the session, which survives signing in, for its writer to find."""
    writer = lately_writer_of(request.POST)
    if writer is not None:
        kept = request.session.get(KEY, {})
        kept.pop(request.path, None)
        kept[request.path] = {"writer": writer, "content": content_of(request.POST)}
        request.session[KEY] = dict(list(kept.items())[-MOST:])
        request.session.set_expiry(KEPT_FOR)


def _page_of_form(request: HttpRequest) -> str:
    """The page on which the form stood: some addresses only take what is sent from another one."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host() or came_from.path == request.path:
        return request.get_full_path()
    return came_from._replace(scheme="", netloc="", fragment="").geturl()


# --- Found again -------------------------------------------------------------------------------------------------
def typed(request: HttpRequest, at: str = "") -> QueryDict | None:
    """Return what to fill a form in with: what is posted, or what its writer had posted when the session had ended.

    None for a form as it is at first. `at` is the address that the form is sent to, where that is not this page.
    """
    if request.method == "POST":
        forget_draft(request)
        return request.POST
    found = draft_of(request, at)
    if found is not None:
        messages.warning(request, _("Esto es lo que escribiste y todavía no estaba guardado. Revísalo y guárdalo."))
    return found


def draft_of(request: HttpRequest, at: str = "") -> QueryDict | None:
    """Return what this user had posted to this very page, or to `at`, when the session had ended."""
    kept = request.session.get(KEY, {}).get(at or request.path)
    if not kept or kept["writer"] != request.user.pk:
        return None
    return as_posted(kept["content"])


def forget_draft(request: HttpRequest) -> None:
    if draft_of(request) is not None:
        del request.session[KEY][request.path]
        request.session.modified = True


def as_posted(content: Mapping[str, list[str]]) -> QueryDict:
    """Return the fields as a browser would post them."""
    data = QueryDict(mutable=True)
    for name, values in content.items():
        data.setlist(name, values)
    return data


# --- The guard of every page -------------------------------------------------------------------------------------
def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def login_required(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Like Django's, but what a signed-out user posts is kept for them; a script hears that it is signed out."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if wants_json(request):
            return JsonResponse({"state": "signed_out"}, status=401)
        return keep_and_sign_in(request)

    return guarded
