"""What the log says of a refusal: that there was one, and nothing of its reason, which may name a person."""

from __future__ import annotations

import logging


class WithoutReasons(logging.Filter):
    """Only what failed keeps its traceback; what was refused is told to the person who asked."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.ERROR:
            record.exc_info = record.exc_text = None
        return True
