"""What surrounds every page: its language, what comes before it, and who is behind what it changes."""

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict, UnreadablePostError
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

from accompaniment.audit.actor import acting
from accompaniment.entry.adapters import MUST_CHOOSE
from accompaniment.entry.second_factor import is_asked, is_held
from accompaniment.entry.sessions import is_over, keep_sign_in
from accompaniment.lib.bodies import has_unknown_length, is_no_form, is_too_large
from accompaniment.lib.request_ids import HEADER, following
from accompaniment.lib.text import storable
from accompaniment.submissions.error_pages import no_form, not_allowed, not_found, too_large, without_length


class BodyLimitMiddleware:
    """A body that is larger than its page takes, or no form, is refused unread. It stands before whatever reads one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if has_unknown_length(request):
            return without_length(request)
        if is_too_large(request, view):
            return too_large(request)
        return no_form(request) if is_no_form(request) else None


class JsonMiddleware:
    """JSON is for scripts: opened by its address, a browser saves it as a file and shows nothing of it as a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith("application/json"):
            response.headers.setdefault("Content-Disposition", 'attachment; filename="acompana.json"')
        return response


class RequestIdMiddleware:
    """The id that a proxy gave the request, or a new one: in its log lines, its answer and the jobs that come of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with following(request.headers.get(HEADER, "")) as request_id:
            request.META[HEADER] = request_id  # Django logs a refusal when all is over
            response = self.get_response(request)
        response[HEADER] = request_id
        return response


class ReceivedTextMiddleware:
    """All text that is posted or asked, in address, cookies and forms, is `storable` before anything looks at it.

    It stands before whatever reads a cookie and before the check of the token, the first to read what was posted.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.path_info = storable(request.path_info)
        request.COOKIES = {name: storable(value) for name, value in request.COOKIES.items()}
        request.GET = _storable(request.GET)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Only now, for an address that is no page's has its body left unread, and so has one that is too large."""
        with suppress(UnreadablePostError):  # nobody waits for an answer; the token is found missing
            request.POST = _storable(request.POST)


def _storable(sent: QueryDict) -> Any:
    """The same fields, no more to be changed than those that came."""
    fields = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in sent.lists():
        fields.setlistdefault(storable(name)).extend(map(storable, values))
    fields._mutable = False
    return fields


class NotAllowedPageMiddleware:
    """Django answers an address that takes no GET, or no POST, with an empty page; this one says so and leads back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return not_allowed(request, response) if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED else response


class NotFoundPageMiddleware:
    """With DEBUG, Django answers an unknown address with a page for its programmers; whoever tries the site out reads
    ours.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_no_page = response.status_code == HTTPStatus.NOT_FOUND and request.resolver_match is None
        return not_found(request, Http404()) if settings.DEBUG and is_no_page else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return not_found(request, exception) if isinstance(exception, Http404) else None


class ChosenLanguageMiddleware:
    """Follow the language cookie only: a phone set to English must not turn a promoter's pages into English."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class PersonalPagesMiddleware:
    """No browser keeps what a signed-in person gets: whoever goes back after she has left finds nothing of hers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.session.accessed and request.user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
        return response


class ActingMiddleware:
    """What a request changes was changed by the user who signed in, whomever the site is seen as."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        def who() -> Any:
            return (request.user.seen_by or request.user) if request.user.is_authenticated else None

        with acting(who):
            return self.get_response(request)


class SessionsMiddleware:
    """A session that is used stays on its person's list as such; it costs a query every ten minutes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.session.accessed:
            keep_sign_in(request)
        return response


class FirstThingsMiddleware:
    """Until the user has chosen a password, or has the second factor that the work asks for, nothing else opens."""

    ALWAYS = frozenset({"account_logout", "set_language", "privacy"})
    CHOOSING = ALWAYS | {"choose_password"}
    SETTING_UP = ALWAYS | {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_reauthenticate",
        "account_reauthenticate",
        "choose_password",
    }

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        if not request.user.is_authenticated:
            return None
        person = request.user.seen_by or request.user
        if is_over(request, person):
            logout(request)  # the page itself now leads to where one signs in, and keeps what was sent
            messages.info(
                request, _("Por seguridad, quien abre datos de muchas personas vuelve a entrar cada doce horas.")
            )
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if request.session.get(MUST_CHOOSE) == person.pk:
            return None if name in self.CHOOSING else redirect("choose_password")
        person.is_asked_for_second_factor = is_asked(person)
        if person.is_asked_for_second_factor and not is_held(person):
            return None if name in self.SETTING_UP else redirect("mfa_index")
        return None
