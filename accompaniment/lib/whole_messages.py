"""The queue of files: a message appears under its name when it is whole."""

from __future__ import annotations

import uuid
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """kombu's own writes a message where workers look for it: one that looks meanwhile takes half of it, and ends."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        begun = folder / f".{name}"  # of no queue
        begun.write_text(dumps(payload), encoding="utf-8")
        begun.rename(folder / name)


class Transport(filesystem.Transport):
    Channel = Channel


def use_whole_messages() -> None:
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
