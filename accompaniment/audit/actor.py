"""Who is behind what is being done now: the log of changes asks here, so that services need no argument for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accompaniment.accounts.models import User

_actor: ContextVar[Callable[[], User | None]] = ContextVar("actor", default=lambda: None)
_unrecorded: ContextVar[bool] = ContextVar("unrecorded", default=False)


def current_actor() -> User | None:
    """The account behind the present request or task; None for a command, or when nobody has signed in."""
    return _actor.get()()


@contextmanager
def acting(who: Callable[[], User | None]) -> Iterator[None]:
    """Within the block, what is changed was changed by whom `who` returns: asked only when something changes."""
    token = _actor.set(who)
    try:
        yield
    finally:
        _actor.reset(token)


@contextmanager
def unrecorded() -> Iterator[None]:
    """Within the block, changes leave no row of their own: something else says as a whole what was done."""
    token = _unrecorded.set(True)
    try:
        yield
    finally:
        _unrecorded.reset(token)


def is_recorded() -> bool:
    return not _unrecorded.get()
