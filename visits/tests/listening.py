"""What a receiver of the visits' signals hears of a change that is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from visits import signals
from visits.models import Visit

NAMES = ("visit_closed", "visit_corrected", "visit_transferred", "visit_removed")


@contextmanager
def listening(capture_on_commit: Any) -> Iterator[list[tuple[str, Any, dict[str, Any]]]]:
    """Gather (signal, key of the visit, what else is told) of what is sent in the block and then committed."""
    heard: list[tuple[str, Any, dict[str, Any]]] = []

    def hear(sender: Any, signal: Any, visit: Visit, **said: Any) -> None:
        [name] = [name for name in NAMES if getattr(signals, name) is signal]
        assert sender is Visit
        transaction.on_commit(lambda: heard.append((name, visit.pk, said)))

    for name in NAMES:
        getattr(signals, name).connect(hear)
    try:
        with capture_on_commit(execute=True):
            yield heard
    finally:
        for name in NAMES:
            getattr(signals, name).disconnect(hear)
