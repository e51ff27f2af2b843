"""A worker that looks into the queue of files while a message is written finds none, and never half of one."""

from __future__ import annotations

from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from celery import current_app

from accompaniment.engines import broker_options


@pytest.fixture
def channel(tmp_path, monkeypatch):
    options = broker_options("filesystem://", tmp_path)
    with current_app.connection_for_write("filesystem://localhost", transport_options=options) as line:
        yield line.channel()


@pytest.mark.parametrize("moment", ["write_text", "rename"])
def test_what_is_half_written_is_nobodys_message(channel, monkeypatch, moment):
    done = getattr(Path, moment)
    looked = []

    def look_first(self: Path, *args: Any, **kwargs: Any) -> Any:
        self.touch()
        with pytest.raises(Empty):
            channel._get("celery")
        looked.append(self)
        return done(self, *args, **kwargs)

    monkeypatch.setattr(Path, moment, look_first)
    channel._put("celery", {"body": "ñ"})
    assert len(looked) == 1
    assert channel._get("celery") == {"body": "ñ"}
    assert not list(Path(channel.data_folder_in).iterdir())


def test_each_queue_has_its_own(channel):
    channel._put("letters", {"n": 1})
    with pytest.raises(Empty):
        channel._get("celery")
    assert channel._size("letters") == 1 and channel._get("letters") == {"n": 1}
