"""Addresses that were renamed: whoever kept the former one is led to the present one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.urls import reverse


def moved_to(route: str) -> Callable[..., HttpResponsePermanentRedirect]:
    """Return a view that redirects to `route` for ever, with the arguments and the query of what was asked.

    A form sent to the former address, from a page that was open, is sent on whole (status 308).
    """

    def view(request: HttpRequest, **arguments: Any) -> HttpResponsePermanentRedirect:
        url = reverse(route, kwargs=arguments, query=request.GET)
        return HttpResponsePermanentRedirect(url, preserve_request=True)

    return view
