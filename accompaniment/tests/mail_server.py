"""Mail servers to send to: one that takes, or refuses, what it is told to, and one that never says a word."""

from __future__ import annotations

import socketserver
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from .serving import serving


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks as much SMTP as Django does; `refusing` answers what begins with a word in another way."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, port: int = 0, *, seconds: float = 0) -> None:
        super().__init__(("127.0.0.1", port), _Talk)
        self.seconds = seconds  # that it takes for a letter
        self.letters: list[str] = []
        self.connections = 0
        self.refusing: dict[str, str] = {}  # how a line begins, and the answer to it
        self.is_silent = False
        self.closing = threading.Event()

    def handle_error(self, request: Any, address: Any) -> None:
        """Whoever called may have been killed meanwhile."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, address)

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.server.connections += 1
        if self.server.is_silent:
            self.server.closing.wait()
            return
        self._say("220 here")
        while line := self.rfile.readline().decode():
            self._answer(line.strip())

    def _answer(self, line: str) -> None:
        refused = next((text for start, text in self.server.refusing.items() if line.startswith(start)), None)
        if refused:
            return self._say(refused)
        if line.upper() != "DATA":
            return self._say("221 bye" if line.upper() == "QUIT" else "250 well")
        self._say("354 go on")
        lines = []
        while (came := self.rfile.readline().decode()) != ".\r\n":
            if not came:  # whoever sent it is gone
                return None
            lines.append(came)
        self.server.closing.wait(self.server.seconds)
        self.server.letters.append("".join(lines))
        return self._say("250 taken")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    """A mail server of this test's own, which the site sends by."""
    server = MailServer()
    server.block_on_close = False
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    with serving(server):
        yield server
        server.closing.set()
