"""What the log says: of a refusal that there was one and nothing of its reason, and one line for each thing told."""

from __future__ import annotations

import logging
import re
import traceback
from typing import Any

# What ends a line or steers a terminal, and what makes letters run backwards.
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
SET_IN = "    | "


class WithoutReasons(logging.Filter):
    """Only what failed keeps its traceback; what was refused is told to the person who asked."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.ERROR:
            record.exc_info = record.exc_text = None
        return True


class OneLine(logging.Formatter):
    """Whatever somebody typed or sent stays within the line that tells of it: nobody writes lines of our log.

    A traceback has lines of its own, each set in, so that none of them can be taken for a new one.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:
        return escaped(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:
        return set_in(super().formatException(ei))

    def formatStack(self, stack_info: str) -> str:
        return set_in(super().formatStack(stack_info))


def escaped(text: str) -> str:
    return text if text.isprintable() else UNPRINTABLE.sub(lambda found: repr(found.group())[1:-1], text)


def set_in(text: str) -> str:
    return "\n".join(SET_IN + escaped(line) for line in text.split("\n"))


def where_it_broke(error: BaseException) -> str:
    """The places that an error passed through, the innermost last; its own text may quote a name, and stays out."""
    return " > ".join(
        f"{place.filename}:{place.lineno} {place.name}" for place in traceback.extract_tb(error.__traceback__)
    )
