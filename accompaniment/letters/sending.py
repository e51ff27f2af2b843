"""What sends letters: the one place that talks to a mail server, in a worker, with limits on how long.

A letter is claimed by moving the moment when it is due: what dies with it in hand leaves a letter that is due again.
"""

from __future__ import annotations

import logging
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from smtplib import SMTPAuthenticationError, SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.core.mail import get_connection
from django.db.models import F
from django.utils import timezone

from accompaniment.lib.log_lines import where_it_broke
from accompaniment.lib.request_ids import current, following

from .kinds import message_of, write
from .models import LONGEST_WAIT, Letter

log = logging.getLogger(__name__)

IN_HAND = timedelta(minutes=10)  # longer than a worker may take for one
AT_ONCE = 1000
SECONDS = 240.0
FIRST_WAIT = timedelta(minutes=1)

Reason = Letter.Reason


@dataclass(frozen=True)
class Refusal:
    """Why a letter did not go: for good, or only now; because of itself, or because nothing goes."""

    reason: Letter.Reason
    for_good: bool = False
    of_all: bool = False


def send_due() -> int:
    """Send what is due over one connection and return how many went.

    A mail server that does not answer, or does not let us in, is left alone until the next time: it costs one wait.
    """
    give_up_late()
    ends = time.monotonic() + SECONDS
    due = list(Letter.objects.due(timezone.now()).values_list("pk", flat=True)[:AT_ONCE])
    sent = 0
    with closing(get_connection()) as server:
        for key in due:
            letter = claim(key)
            refusal = _followed(letter, server) if letter else None
            sent += bool(letter and letter.status == Letter.Status.SENT)
            if (refusal and refusal.of_all) or time.monotonic() > ends:
                break
    return sent


def claim(key: UUID) -> Letter | None:
    """Take a letter that is due for this attempt; None when another worker has it."""
    now = timezone.now()
    if not Letter.objects.due(now).filter(pk=key).update(attempts=F("attempts") + 1, due_at=now + IN_HAND):
        return None
    letter: Letter = Letter.objects.select_related("user__teacher").get(pk=key)
    return letter


def give_up_late() -> None:
    """What could not be sent in its time has failed, for the reason of its last attempt."""
    now = timezone.now()
    Letter.objects.too_late(now).update(status=Letter.Status.FAILED, finished_at=now, address="")


def _followed(letter: Letter, server: Any) -> Refusal | None:
    """What is logged of a letter is logged under what asked for it, like the rest of that."""
    with following(letter.request_id or current()):
        return _send(letter, server)


def _send(letter: Letter, server: Any) -> Refusal | None:
    try:
        written = write(letter)
        if written:
            server.open()
            server.send_messages([message_of(letter, written)])
            written.note()
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:
        refusal = _refusal_of(error)
        _refused(letter, refusal, error)
        return refusal
    _finish(letter, Letter.Status.SENT if written else Letter.Status.NEEDLESS, reason="")
    return None


def _refusal_of(error: Exception) -> Refusal:
    match error:
        case SMTPRecipientsRefused(recipients=answers):
            return Refusal(Reason.ADDRESS, for_good=all(code >= 500 for code, _text in answers.values()))
        case SMTPAuthenticationError():
            return Refusal(Reason.NOT_ADMITTED, of_all=True)
        case SMTPSenderRefused():
            return Refusal(Reason.REFUSED, of_all=True)
        case SMTPDataError():
            return Refusal(Reason.REFUSED)
        case OSError():
            return Refusal(Reason.NO_ANSWER, of_all=True)
        case _:
            return Refusal(Reason.UNEXPECTED)


def _refused(letter: Letter, refusal: Refusal, error: Exception) -> None:
    """Let it wait, twice as long each time; what an error says may quote an address, so its kind alone is logged."""
    log.warning("Letter %s did not go at attempt %s: %s", letter.pk, letter.attempts, type(error).__name__)
    if refusal.reason == Reason.UNEXPECTED:
        log.error("Letter %s broke at %s", letter.pk, where_it_broke(error))
    if refusal.for_good:
        return _finish(letter, Letter.Status.FAILED, reason=refusal.reason)
    wait = min(FIRST_WAIT * 2 ** min(letter.attempts - 1, 10), LONGEST_WAIT)
    _mine(letter).update(reason=refusal.reason, due_at=timezone.now() + wait)
    return None


def _finish(letter: Letter, status: Letter.Status, *, reason: str) -> None:
    letter.status = status
    _mine(letter).update(status=status, reason=reason, finished_at=timezone.now(), address="")


def _mine(letter: Letter) -> Any:
    """The row of this attempt: none once another one has claimed the letter."""
    return Letter.objects.waiting().filter(pk=letter.pk, attempts=letter.attempts)
