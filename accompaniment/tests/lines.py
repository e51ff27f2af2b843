"""Servers that misbehave: one that takes a connection and never says a word, and a line that can be cut."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from collections.abc import Iterator

import pytest

from .serving import serving


class Silent(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Silence)
        self.closing = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Silence(socketserver.BaseRequestHandler):
    server: Silent

    def handle(self) -> None:
        self.server.closing.wait()


class Line(socketserver.ThreadingTCPServer):
    """Leads to a real server; while it is cut, what was connected is dropped and nobody new gets through."""

    allow_reuse_address = daemon_threads = True
    block_on_close = False

    def __init__(self, host: str, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Through)
        self.to = (host, port)
        self.is_cut = False
        self.open: list[socket.socket] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def cut(self) -> None:
        self.is_cut = True
        for end in self.open:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self.open.clear()

    def mend(self) -> None:
        self.is_cut = False


class _Through(socketserver.BaseRequestHandler):
    server: Line

    def handle(self) -> None:
        if self.server.is_cut:
            return
        with socket.create_connection(self.server.to) as there:
            self.server.open += [self.request, there]
            back = threading.Thread(target=_pass_on, args=(there, self.request), daemon=True)
            back.start()
            _pass_on(self.request, there)
            back.join()


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while came := one.recv(65536):
            other.sendall(came)
    for end in (one, other):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Where a server takes connections and never answers."""
    server = Silent()
    with serving(server):
        yield server.port
        server.closing.set()


@contextlib.contextmanager
def line_to(host: str, port: int) -> Iterator[Line]:
    line = Line(host, port)
    with serving(line):
        yield line
        line.cut()


@pytest.fixture
def unused_tcp_port() -> int:
    """Where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
