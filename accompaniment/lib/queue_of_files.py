"""The queue of files, as kombu has it, for several processes that write and read at the same moment.

kombu makes a file and fills it afterwards: a worker that looks in between reads nothing where a message should be, and
ends (celery/kombu issue 1551). Here a message gets its name when it is whole, and the tables of what is bound to what
are read and written by one process at a time.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.transport.filesystem import LOCK_EX, lock
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]  # as they call it
        """Raises ChannelError when the disk does not take it, and leaves nothing of it there."""
        path = Path(self.data_folder_out, f"{time.time_ns()}_{uuid4()}.{queue}.msg")
        growing = path.with_suffix(".part")
        try:
            growing.write_text(dumps(payload), encoding="utf-8")
            growing.replace(path)
        except OSError as error:
            growing.unlink(missing_ok=True)
            raise ChannelError(f"Cannot add {path.name} to the queue: {error.strerror}") from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """The lock goes with the file that is held open, however this process ends."""
        with (self.control_folder / "lock").open("w") as held:
            lock(held, LOCK_EX)
            yield

    def get_table(self, exchange: str) -> list[Any]:
        with self._alone():
            table: list[Any] = super().get_table(exchange)
            return table

    def _queue_bind(self, *binding: Any) -> None:
        with self._alone():
            super()._queue_bind(*binding)

    def _delete(self, *binding: Any, **kwargs: Any) -> None:
        with self._alone():
            super()._delete(*binding, **kwargs)


class Transport(filesystem.Transport):
    Channel = Channel


def take_over() -> None:
    """What an address that begins with `filesystem://` means from here on."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
