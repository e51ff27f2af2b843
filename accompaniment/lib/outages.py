"""What must be written though the database went away for some seconds: a restart, a network that hiccups."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

log = logging.getLogger(__name__)

WAITS = (0.5, 1, 2, 4, 8, 15)  # seconds between attempts: half a minute in all
T = TypeVar("T")


def through_outage(action: Callable[[], T]) -> T:
    """Do something whole, outside of any transaction, again and again while the database is away.

    Each time on a new connection: one that has died stays dead. Only for workers, where nobody waits for an answer.
    """
    for wait in WAITS:
        try:
            return action()
        except (OperationalError, InterfaceError) as error:
            if connection.in_atomic_block:
                raise
            log.warning("The database does not answer (%s); trying again in %s s", type(error).__name__, wait)
            connection.close()
            time.sleep(wait)
    return action()
