"""Runs a function on what somebody sent in a process of its own, which ends when it takes too much time or memory.

Parsers of other people's files go here: what a file makes them do stays out of the web server and of the workers.
"""

from __future__ import annotations

import contextlib
import gc
import math
import os
import pickle
import resource
import signal
import time
import traceback
from collections.abc import Callable, Generator, Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn, TypeVar

T = TypeVar("T")

MEGABYTE = 1 << 20
PATIENCE = 5  # how many times longer the clock may run than the processor: others are at work too
VALUE, ERROR, END = range(3)


class TooMuch(Exception):
    """It took more time or memory than it may, or broke the process it ran in; nothing of it is left."""


def confined(function: Callable[..., T], *args: object, seconds: float, megabytes: int) -> T:
    """Return what `function(*args)` returns, worked out by a process of its own within so much time and memory.

    Raises what the function raises, and TooMuch past either limit. The process begins as a copy of this one: the
    function must not use the database nor any other connection, and what it changes in memory is lost. What it
    returns is copied back, so it must be what `pickle` takes, and of a size that the caller can hold.
    """

    def once() -> Iterator[T]:
        yield function(*args)

    with contextlib.closing(each_confined(once, seconds=seconds, megabytes=megabytes)) as values:
        return next(values)


def each_confined(
    function: Callable[..., Iterator[T]], *args: object, seconds: float, megabytes: int
) -> Generator[T, None, None]:
    """Yield what `function(*args)` yields, as `confined`; the process works on while the caller uses each value."""
    ours, theirs = Pipe(duplex=False)
    process = os.fork()
    if process == 0:
        ours.close()
        _work(theirs, lambda: function(*args), seconds, megabytes)
    theirs.close()
    try:
        yield from _received(ours, seconds * PATIENCE)
    finally:
        ours.close()
        os.kill(process, signal.SIGKILL)  # it may have ended: it keeps its number until it has been waited for
        os.waitpid(process, 0)


def _received(ours: Connection, patience: float) -> Iterator[T]:
    """Yield what the process sends; only the time that it is waited for counts."""
    while True:
        asked_at = time.monotonic()
        if not ours.poll(max(patience, 0)):
            raise TooMuch
        try:
            kind, value = ours.recv()
        except EOFError as error:  # its processor time was over, or a library fell with its memory
            raise TooMuch from error
        patience -= time.monotonic() - asked_at
        if kind == ERROR:
            raise value
        if kind == END:
            return
        yield value


def _work(theirs: Connection, function: Callable[[], Iterator[T]], seconds: float, megabytes: int) -> NoReturn:
    """Send what the function yields; then end at once, without closing what belongs to the process it is a copy of."""
    try:
        gc.freeze()  # what was there before is neither looked through nor finalized
        _limit(seconds, megabytes)
        for value in function():
            theirs.send((VALUE, value))
        theirs.send((END, None))
    except MemoryError:
        theirs.send((ERROR, TooMuch()))
    except BaseException as error:
        theirs.send((ERROR, _copied(error)))
    finally:
        os._exit(0)


def _copied(error: BaseException) -> BaseException:
    """Return an error as it arrives, with where it happened; one that can't be copied arrives by its name alone."""
    where = "".join(traceback.format_tb(error.__traceback__))
    try:
        copied: BaseException = pickle.loads(pickle.dumps(error))  # noqa: S301 : our own
    except Exception:
        copied = RuntimeError(type(error).__name__)
    copied.add_note(where)
    return copied


def _limit(seconds: float, megabytes: int) -> None:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    memory = pages * resource.getpagesize() + megabytes * MEGABYTE  # beyond what it began with
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(seconds),) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
