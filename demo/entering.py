"""Entering as somebody of the demonstration, by one touch: as if her name and password had been typed."""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import resolve, reverse
from django.utils.http import urlencode

from .logins import PASSWORD
from .templatetags.demo import demonstration_logins


def enter(request: HttpRequest) -> HttpResponse:
    """Sent with `as`, the name of one of the logins that the page offers; there is no such page elsewhere."""
    name = request.POST.get("as", "")
    if name not in {login.username for login in demonstration_logins()}:
        raise Http404
    request.POST = QueryDict(urlencode({"login": name, "password": PASSWORD}))
    answer: HttpResponse = resolve(reverse("account_login")).func(request)
    return answer
