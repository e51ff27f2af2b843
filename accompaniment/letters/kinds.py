"""What a letter says, by its kind: each app names, in its AppConfig, the function that writes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.module_loading import import_string

from accompaniment.lib.contributions import letter_kinds

from .models import Letter


@dataclass(frozen=True)
class Enclosed:
    """A file that goes with a letter: a text of this media type."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True)
class Written:
    """A letter as it stands now, and what to note down once it went. Its subject names nobody."""

    subject: str
    body: str
    note: Callable[[], object] = lambda: None
    headers: dict[str, str] = field(default_factory=dict)
    enclosed: tuple[Enclosed, ...] = ()


def write(letter: Letter) -> Written | None:
    """Write a letter with what is true now; None when there is nothing to say any more, or nobody to say it to."""
    if not letter.to:
        return None
    with translation.override(letter.language):
        written: Written | None = import_string(letter_kinds()[letter.kind].writer)(letter)
    return written


def message_of(letter: Letter, written: Written) -> EmailMessage:
    """The e-mail itself. Sent twice, as when the answer of the server was lost, it is one by its id."""
    headers = {
        "Message-ID": f"<{letter.pk}@{urlsplit(settings.SITE_URL).hostname}>",
        "Auto-Submitted": "auto-generated",
        **written.headers,
    }
    message = EmailMessage(subject=written.subject, body=written.body, to=[letter.to], headers=headers)
    for one in written.enclosed:
        message.attach(one.name, one.content.decode(), one.media_type)
    return message
