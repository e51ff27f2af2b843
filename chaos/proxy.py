"""The bad line between people and server: it cuts requests, drops answers and keeps them waiting, as fates say."""

from __future__ import annotations

import contextlib
import re
import socket
import socketserver
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from .fates import Fate, delay_of, fate_of

SECONDS = 65  # longer than gunicorn lets one request last
AT_ONCE = struct.pack("ii", 1, 0)  # closing drops the line instead of saying goodbye


class Proxy(socketserver.ThreadingTCPServer):
    """Takes one request a connection, whose head says `X-Mark`: which try of what it is."""

    allow_reuse_address = daemon_threads = True
    request_queue_size = 64

    def __init__(self, to_port: int, seed: int) -> None:
        super().__init__(("127.0.0.1", 0), _Line)
        self.to_port, self.seed = to_port, seed
        self.happened: Counter[Fate] = Counter()
        self._lock = threading.Lock()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def note(self, fate: Fate) -> None:
        with self._lock:
            self.happened[fate] += 1

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A server that was killed, a client that hung up: both see it for themselves."""


class _Line(socketserver.BaseRequestHandler):
    server: Proxy

    def handle(self) -> None:
        client = self.request
        client.settimeout(SECONDS)
        head, body = _read_request(client)
        mark = found[1] if (found := re.search(r"(?m)^X-Mark: (\S+)", head.decode("latin-1"))) else ""
        fate = fate_of(self.server.seed, mark) if mark else Fate.PASSES
        with contextlib.closing(socket.create_connection(("127.0.0.1", self.server.to_port), SECONDS)) as server:
            if fate == Fate.DROPPED_BEFORE:
                server.sendall((head + body)[: -1 - len(body) // 2])
                _drop(client, server)
                return self.server.note(fate)
            if fate == Fate.DELAYED:
                time.sleep(delay_of(self.server.seed, mark))
            server.sendall(head + body)
            answer = server.recv(65536)
            if fate == Fate.DROPPED_AFTER:
                _drop(client, server)
                return self.server.note(fate) if answer else None
            while answer:
                client.sendall(answer)
                answer = server.recv(65536)
        return self.server.note(fate)


def _read_request(client: socket.socket) -> tuple[bytes, bytes]:
    """Return head and body of one whole request."""
    came = b""
    while b"\r\n\r\n" not in came:
        came += _more(client)
    head, _, body = came.partition(b"\r\n\r\n")
    length = int(found[1]) if (found := re.search(rb"(?i)content-length: *(\d+)", head)) else 0
    while len(body) < length:
        body += _more(client)
    return head + b"\r\n\r\n", body


def _more(client: socket.socket) -> bytes:
    if came := client.recv(65536):
        return bytes(came)
    raise ConnectionError("the client hung up")


def _drop(*lines: socket.socket) -> None:
    for line in lines:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        line.close()


@contextlib.contextmanager
def bad_line(to_port: int, seed: int) -> Iterator[Proxy]:
    with Proxy(to_port, seed) as proxy:
        threading.Thread(target=proxy.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield proxy
        finally:
            proxy.shutdown()
