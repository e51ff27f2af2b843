"""The queue of files bears that somebody looks while somebody writes."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError

from accompaniment.engines import broker_options
from accompaniment.lib import queue_of_files

QUEUE = "celery"


@pytest.fixture
def channel(tmp_path: Path) -> Iterator[Any]:
    with Connection("filesystem://", transport_options=broker_options("filesystem://", tmp_path)) as broker:
        yield broker.channel()


def test_the_address_of_the_settings_means_this_queue(channel: Any) -> None:
    assert isinstance(channel, queue_of_files.Channel)


def test_who_looks_while_it_is_written_finds_nothing_yet(channel: Any, monkeypatch: Any) -> None:
    def look_while_it_is_named(path: Path, name: Path) -> Path:
        with pytest.raises(Empty):
            channel._get(QUEUE)
        return rename(path, name)

    rename = Path.replace
    monkeypatch.setattr(Path, "replace", look_while_it_is_named)
    channel._put(QUEUE, {"body": "1"})
    assert channel._get(QUEUE) == {"body": "1"}


def test_they_come_out_as_they_went_in(channel: Any) -> None:
    for n in range(20):
        channel._put(QUEUE, {"n": n})
    assert [channel._get(QUEUE)["n"] for _ in range(20)] == list(range(20))


def test_a_full_disk_is_told_and_leaves_nothing(channel: Any, tmp_path: Path, monkeypatch: Any) -> None:
    def write_half(path: Path, text: str, **how: Any) -> int:
        path.write_bytes(text.encode()[:5])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", write_half)
    with pytest.raises(ChannelError, match="No space left"):
        channel._put(QUEUE, {"body": "1"})
    assert list((tmp_path / "broker" / "queue").iterdir()) == []


def test_a_table_is_read_and_written_by_one_at_a_time(channel: Any, monkeypatch: Any) -> None:
    """Who binds and who looks are two processes; flock holds apart what was opened apart, in one process too."""
    channel._queue_bind("tasks", "key", "", "one")
    channel._queue_bind("tasks", "key", "", "two")
    assert {bound.queue for bound in channel.get_table("tasks")} == {"one", "two"}
    held = []
    monkeypatch.setattr(queue_of_files, "lock", lambda file, how: held.append(Path(file.name).name))
    channel.get_table("tasks")
    channel._queue_bind("tasks", "key", "", "two")
    channel._delete("one", "tasks", "key", "")
    assert held == ["lock"] * 3
    assert [bound.queue for bound in channel.get_table("tasks")] == ["two"]
