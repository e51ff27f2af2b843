"""One id for what a person did, from the page and its log lines to the jobs and letters that came of it."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

HEADER = "X-Request-ID"
NONE = "-"
_current: ContextVar[str] = ContextVar("request_id", default=NONE)


def current() -> str:
    return _current.get()


@contextmanager
def following(request_id: str) -> Iterator[str]:
    """Within the block everything is logged with this id; one that is none of ours, or missing, gives way to a new."""
    followed = request_id if re.fullmatch(r"[A-Za-z0-9-]{8,64}", request_id) else secrets.token_hex(6)
    before = _current.set(followed)
    try:
        yield followed
    finally:
        _current.reset(before)


class WithRequestId(logging.Filter):
    """For a handler of the log: its format may name `request_id`."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        record.request_id = getattr(request, "META", {}).get(HEADER) or current()
        return True
