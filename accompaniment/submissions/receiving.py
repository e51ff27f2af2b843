"""What somebody sends: saved once however often it comes, or refused with a reason. `receive` is the only way in."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy

from accompaniment.accounts.models import User
from accompaniment.lib.drafts import content_of, writer_of
from accompaniment.lib.text import whole_number

CONTROL_FIELDS = ("sent_at", "save", "close", "attach")  # part of how it was sent, not of what it says
UNREADABLE = gettext_lazy("El formulario llegó incompleto. Vuelve a abrirlo y envíalo otra vez.")
OTHER_ACCOUNT = gettext_lazy("Esta hoja se abrió con otra cuenta. Vuelve atrás: lo escrito sigue en esa página.")
MANY_AT_ONCE = 5  # submissions that may want the same key in the same instant

S = TypeVar("S", bound=Model)


@dataclass(frozen=True)
class NewSubmission:
    """What was sent and is not stored yet: its own id, the revision it was written on, and the fields as typed."""

    id: uuid.UUID
    by: User
    base_revision: int = 0
    payload: dict[str, list[str]] = field(default_factory=dict)
    sent_at: datetime | None = None  # by the clock of the device
    is_automatic: bool = False  # a script sent it while the form was being filled in

    def under_new_id(self) -> NewSubmission:
        """The same content as a submission of its own, where its id holds something else already.

        The content says which id, so that it too is saved once however often it comes.
        """
        return replace(self, id=uuid.uuid5(self.id, json.dumps(self.payload, sort_keys=True)))


# --- What becomes of it ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ToMend:
    """A field of the form that lacks something, and what."""

    field: str
    label: str
    error: str


@dataclass(frozen=True)
class Receipt:
    """That it is stored: under which id, and when it came."""

    id: uuid.UUID
    at: datetime
    sent_at: datetime | None = None


@dataclass(frozen=True)
class Received(Receipt):
    """It is saved; `revision` is what the next one is written on, where there are revisions."""

    revision: int | None = None


@dataclass(frozen=True)
class Conflict(Receipt):
    """It was written on an older revision: stored beside what is saved, for its author to decide."""


@dataclass(frozen=True)
class Refused:
    """It is not stored, and why. `may_be_mended` when the same page, completed, would be received."""

    reason: str
    to_mend: tuple[ToMend, ...] = ()
    may_be_mended: bool = False


@dataclass(frozen=True)
class Held(Receipt):
    """It is stored as it was typed, not saved yet: `lacks` says what it still needs."""

    lacks: Refused = field(default_factory=lambda: Refused(""))


Outcome = Received | Held | Conflict | Refused


def receive(take: Callable[[], Outcome]) -> Outcome:
    """Do `take` in one transaction; what it raises as ValidationError is the reason of a refusal.

    `take` saves what was sent, or says what became of it when it came before. It runs again when another submission
    takes its key in the very same moment.
    """
    for attempt in range(MANY_AT_ONCE):
        try:
            with transaction.atomic():
                return take()
        except ValidationError as refused:
            return Refused(" ".join(refused.messages))
        except IntegrityError:
            if attempt == MANY_AT_ONCE - 1:
                raise
    raise AssertionError("unreachable")


def find_stored(
    submission: NewSubmission, find: Callable[[NewSubmission], S | None], is_same: Callable[[S, NewSubmission], bool]
) -> tuple[NewSubmission, S | None]:
    """Return the submission under the id that it is stored by, and what is stored by that id already.

    `find` looks for a submission by its id. What it finds and is not the same keeps that id: this one has another.
    """
    stored = find(submission)
    if stored is None or is_same(stored, submission):
        return submission, stored
    own = submission.under_new_id()
    return own, find(own)


# --- Reading what was posted -------------------------------------------------------------------------------------
def payload_of(posted: QueryDict) -> dict[str, list[str]]:
    """Return what a form says, as it was typed."""
    return {name: values for name, values in content_of(posted).items() if name not in CONTROL_FIELDS}


def read_posted(
    posted: QueryDict, *, by: User, is_automatic: bool = False, named: str = "submission"
) -> NewSubmission | Refused:
    """Return what was posted as a submission, its id in the field `named`; a refusal when that can't be read."""
    key, base = _uuid(posted.get(named, "")), whole_number(posted.get("base_revision", "0"))
    if key is None or base is None:
        return Refused(str(UNREADABLE))
    if writer_of(posted) not in (None, by.pk):
        return Refused(str(OTHER_ACCOUNT))
    sent_at = _moment(posted.get("sent_at", ""))
    return NewSubmission(key, by, base, payload_of(posted), sent_at, is_automatic)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    """The device's own time; what can't be read is left out, for no time is worth a refused visit."""
    with suppress(ValueError):
        sent = parse_datetime(text)
        return sent if sent and sent.tzinfo else None
    return None
