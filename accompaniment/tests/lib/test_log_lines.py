"""The log says that something was refused, and not why: reasons name people. Nobody writes lines of it."""

from __future__ import annotations

import io
import logging
from contextlib import contextmanager
from logging.config import DictConfigurator

import pytest
from django.conf import settings
from django.urls import reverse

FORGED = "x\n2026-11-30T08:00:00-0500 INFO - root: all is well\r\x1b[2K\u2028y\u202e"


@contextmanager
def console():
    """What the console shows, by the formatter and the filters of the settings."""
    kept = io.StringIO()
    handler = logging.StreamHandler(kept)
    for name in ("no reasons", "request"):
        handler.addFilter(DictConfigurator({}).configure_filter(dict(settings.LOGGING["filters"][name])))
    handler.setFormatter(DictConfigurator({}).configure_formatter(dict(settings.LOGGING["formatters"]["line"])))
    logging.getLogger().addHandler(handler)
    try:
        yield kept.getvalue
    finally:
        logging.getLogger().removeHandler(handler)


def test_a_refusal_names_nobody(client, cast):
    client.force_login(cast.alma)
    client.post(reverse("see_as_start", args=[cast.ana.pk]))
    with console() as said:
        client.post(reverse("reminders"))
    assert "Forbidden" in said() and "Quispe" not in said() and "Traceback" not in said()


def test_what_somebody_typed_stays_within_its_line():
    with console() as said:
        logging.getLogger("x").warning("Refused: %s", FORGED)
    assert said().splitlines() == [said().rstrip("\n")] and said().isascii()
    assert r"x\n2026" in said() and r"\r\x1b[2K\u2028y\u202e" in said()


def test_an_error_that_quotes_it_writes_no_line_either():
    with console() as said:
        try:
            raise ValueError(FORGED)
        except ValueError:
            logging.getLogger("x").exception("Broke")
    first, *more = said().splitlines()
    assert first.endswith("Broke") and len(more) > 3 and all(line.startswith("    | ") for line in more)
    assert "\x1b" not in said()


@pytest.mark.parametrize("path", ["/people/%0A2026-11-30%20INFO/", "/%C2%85x/", "/%E2%80%A8x/"])
def test_no_address_does(client, db, path):
    with console() as said:
        client.get(path, headers={"User-Agent": FORGED, "X-Request-ID": FORGED})
    assert len(said().splitlines()) == 1 and "Not Found" in said()
