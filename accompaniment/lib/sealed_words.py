"""What somebody searches for is often a person's name or document: the address of what was found does not show it.

An address stays in the history of a phone that others use, and in logs. So a search form is posted, with the field
`ASKED` in it, and answered with the same page at an address in which the typed words are sealed. The page then finds
them among its GET parameters as if they stood there.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from cryptography.fernet import InvalidToken
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

from .sealing import cipher
from .text import storable, whole_number

TYPED = ("q", "who")  # the fields of search forms in which people type
ASKED = "search"
WORDS = "words"  # the sealed ones, in an address
LABEL = "accompaniment.search"
LONGEST_FORM = 4096
FORM = "application/x-www-form-urlencoded"


class SealedWordsMiddleware:
    """It stands before whatever refuses a POST: searching changes nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_search(request):
            return HttpResponseRedirect(f"{request.path}?{sealed(request.POST).urlencode()}")
        if WORDS in request.GET:
            request.GET = opened(request.GET)  # type: ignore[assignment]
        return self.get_response(request)


def is_search(request: HttpRequest) -> bool:
    """Whether a search form was sent; of anything longer than such a form nothing is read here."""
    length = whole_number(request.META.get("CONTENT_LENGTH") or "")
    is_short = request.content_type == FORM and length is not None and length <= LONGEST_FORM
    return request.method == "POST" and is_short and ASKED in request.POST


def sealed(form: QueryDict) -> QueryDict:
    """The fields of a search form for an address: empty ones left out, typed ones as one that nobody reads."""
    query = QueryDict(mutable=True)
    for name, values in form.lists():
        if name not in (*TYPED, ASKED, WORDS, "csrfmiddlewaretoken") and any(values):
            query.setlist(name, values)
    typed = {name: text for name in TYPED if (text := storable(form.get(name, "")).strip())}
    if typed:
        query[WORDS] = cipher(LABEL).encrypt(json.dumps(typed).encode()).decode()
    return query


def opened(query: QueryDict) -> QueryDict:
    """The parameters of an address with the words in them readable; words sealed under another key are left out."""
    fields = query.copy()
    try:
        typed: dict[str, Any] = json.loads(cipher(LABEL).decrypt(str(query[WORDS]).encode()))
    except InvalidToken:
        typed = {}
    for name, text in typed.items():
        fields[name] = text
    fields._mutable = False
    return fields


def shown(query: QueryDict) -> QueryDict:
    """The parameters of an address of the same page: sealed words stay sealed."""
    fields = query.copy()
    if WORDS in fields:
        for name in TYPED:
            fields.pop(name, None)
    return fields
