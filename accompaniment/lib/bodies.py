"""What may be sent to a page, and how much: the rest is refused by its headers, before anything reads or keeps it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest

from .text import whole_number

View = TypeVar("View", bound=Callable[..., Any])

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
UNREAD = ("GET", "HEAD", "OPTIONS")  # nobody looks at what comes with these
FILES = 32 << 20  # twice what a page takes at most, so that a file somewhat too heavy is still told so beside its field


def takes_files(*, up_to: int = FILES, by: Callable[[Any], Any] = bool) -> Callable[[View], View]:
    """A page that takes bodies of `up_to` bytes from a signed-in user of whom `by` is true."""

    def marked(view: View) -> View:
        view.largest_body = (up_to, by)  # type: ignore[attr-defined]
        return view

    return marked


def is_too_large(request: HttpRequest, view: Any) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    sent = whole_number(length)
    return sent is None or (sent > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and sent > _largest(request, view))


def has_unknown_length(request: HttpRequest) -> bool:
    """Whether the body comes in pieces of which nobody says how many there are."""
    return "HTTP_TRANSFER_ENCODING" in request.META


def is_no_form(request: HttpRequest) -> bool:
    """Whether a body comes that is none of what our forms and scripts send; without a body nothing needs a name."""
    return _has_body(request) and request.content_type not in FORMS


def _has_body(request: HttpRequest) -> bool:
    return request.method not in UNREAD and request.META.get("CONTENT_LENGTH") not in (None, "", "0")


def _largest(request: HttpRequest, view: Any) -> int:
    up_to, by = getattr(view, "largest_body", (0, bool))
    return up_to if request.user.is_authenticated and by(request.user) else 0
