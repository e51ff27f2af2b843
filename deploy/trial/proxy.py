"""What the proxy of the kit promises, asked of a real nginx."""

from __future__ import annotations

import contextlib
import io
import re
import signal
import socket
import ssl
import stat
import time
from collections.abc import Iterator
from os import kill
from pathlib import Path

import requests
from ground import Ground
from people import Page, Person
from PIL import Image
from services import Services

JSON = {"Accept": "application/json"}
ONCE = ("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Content-Security-Policy", "Server")


def check_pages(ground: Ground, person: Person) -> None:
    """HTTPS, compression, caching, headers that come once, and files that the proxy may read and others not."""
    plain = requests.get(f"http://localhost:{ground.http}/visits/?q=1", allow_redirects=False, timeout=10)
    assert plain.status_code == 308, plain.status_code
    page = person.get("/accounts/login/")
    assert page.headers["Content-Encoding"] == "gzip", page.headers
    assert page.headers["Server"] == "nginx"
    told = page.raw.headers
    assert all(len(told.getlist(name)) <= 1 for name in ONCE), told
    [sheet, *_] = re.findall(r'href="(/static/css/app\.[0-9a-f]{12}\.css)"', page.text)
    style = person.get(sheet)
    assert style.headers["Cache-Control"] == "public, max-age=31536000, immutable", style.headers
    assert style.headers["Content-Encoding"] == "gzip"
    assert "X-Frame-Options" not in style.headers, "the web server was asked for a style that the proxy could read"
    for path in (ground.root / "var/lib/acompana", ground.root / "etc/acompana/env"):
        assert not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO), f"others may look into {path.name}"


def check_sizes(person: Person, visit: str) -> None:
    """A photo of 5 MB passes; what no page takes is a page of ours, or JSON for a script."""
    photo = io.BytesIO()
    Image.effect_noise((2600, 2600), 120).save(photo, "JPEG", quality=92)
    assert len(photo.getvalue()) > 5_000_000
    path = visit.replace("/form/", "/attachments/")
    typed = dict(Page(person.get(path).text).fields) | {"consent": "Su madre, por escrito", "is_consented": "on"}
    sent = person.post(path, typed, files={"file": ("foto.jpg", photo.getvalue(), "image/jpeg")})
    assert sent.ok and "Guardado." in sent.text, sent.status_code
    large = b"x" * 7_000_000
    refused = person.post("/accounts/login/", large)
    assert refused.status_code == 413 and "<h1>Lo que enviaste pesa demasiado" in refused.text
    assert person.post("/accounts/login/", large, headers=JSON).json()["state"] == "refused"


@contextlib.contextmanager
def slow_senders(ground: Ground, count: int) -> Iterator[None]:
    """Clients that announce a form and send one byte of it."""
    trust = ssl.create_default_context(cafile=str(ground.root / "etc/acompana/tls/fullchain.pem"))
    head = f"POST /accounts/login/ HTTP/1.1\r\nHost: localhost:{ground.https}\r\nContent-Length: 10000\r\n\r\nx"
    with contextlib.ExitStack() as stack:
        for _ in range(count):
            raw = stack.enter_context(socket.create_connection(("localhost", ground.https)))
            line = stack.enter_context(trust.wrap_socket(raw, server_hostname="localhost"))
            line.sendall(head.encode())
        yield


def check_slow_clients(ground: Ground, person: Person) -> None:
    with slow_senders(ground, 10):
        began = time.monotonic()
        for _ in range(4):
            assert person.get("/accounts/login/").ok
        assert time.monotonic() - began < 10, "slow clients hold up everybody"
    with slow_senders(ground, 120):
        crowded = person.get("/accounts/login/")
        assert crowded.status_code == 503 and "<h1>El sistema está muy ocupado" in crowded.text


def check_silence(ground: Ground, services: Services, person: Person) -> None:
    """A web server that is not there, and one that does not answer."""
    services.stop("acompana-web.service")
    services.close_socket()
    away = person.get("/")
    assert away.status_code == 502 and "<h1>El sistema no responde en este momento" in away.text
    assert away.headers["Cache-Control"] == "no-store"
    assert person.get("/", headers=JSON).json()["state"] == "unavailable"
    assert person.get("/static/css/app.css").ok, "a page of ours has no style while the web server is away"
    services.open_socket()
    services.start("acompana-web.service")
    assert person.get("/accounts/login/").ok
    with impatient(ground, services):
        stopped = services.web_processes()
        for pid in stopped:
            kill(pid, signal.SIGSTOP)
        late = person.get("/")
        for pid in stopped:
            kill(pid, signal.SIGCONT)
    assert late.status_code == 504 and "<h1>La respuesta demora demasiado" in late.text


@contextlib.contextmanager
def impatient(ground: Ground, services: Services) -> Iterator[None]:
    """The proxy waits a second for an answer, where it waits longer than the web server lets one take."""
    placed = ground.root / "etc/nginx/sites-available/acompana"
    as_placed = placed.read_text()
    placed.write_text(as_placed.replace("proxy_read_timeout 65s", "proxy_read_timeout 1s"))
    services.reload_proxy()
    try:
        yield
    finally:
        placed.write_text(as_placed)
        services.reload_proxy()


def check_claimed_addresses(person: Person) -> None:
    """Whoever guesses passwords is slowed down whatever address is claimed. The last check: nobody gets in after it."""
    for number in range(12):
        typed = dict(Page(person.get("/accounts/login/").text).fields) | {"login": f"9100000{number}", "password": "no"}
        claimed = {"X-Forwarded-For": f"203.0.113.{number}", "Forwarded": f"for=203.0.113.{number}"}
        claimed |= {"X-Real-IP": f"203.0.113.{number}", "X-Forwarded-Ssl": "off"}
        answer = person.post("/accounts/login/", typed, headers=claimed)
    assert answer.status_code == 429 or "Espera" in answer.text or "emasiados" in answer.text, answer.status_code


def check_logs(root: Path, searched: str) -> None:
    """The proxy's logs hold neither what was searched nor where from."""
    for file in (root / "var/log/nginx").glob("*"):
        text = file.read_text()
        assert searched not in text and "127.0.0.1" not in text and " ::1 " not in text, f"{file.name} says too much"
    assert " GET /visits/ 200 " in (root / "var/log/nginx/acompana.log").read_text()
