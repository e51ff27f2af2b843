"""The log says that something was refused, and not why: reasons name people."""

from __future__ import annotations

import io
import logging

from django.conf import settings
from django.urls import reverse


def lines_of(client, path: str) -> str:
    """What the console would show of one request, by the formatter and the filters of the settings."""
    configured = settings.LOGGING
    kept = io.StringIO()
    handler = logging.StreamHandler(kept)
    module, _dot, name = configured["filters"]["no reasons"]["()"].rpartition(".")
    handler.addFilter(getattr(__import__(module, fromlist=[name]), name)())
    handler.setFormatter(logging.Formatter(configured["formatters"]["line"]["format"], style="{"))
    logging.getLogger().addHandler(handler)
    try:
        client.post(path)
    finally:
        logging.getLogger().removeHandler(handler)
    return kept.getvalue()


def test_a_refusal_names_nobody(client, cast):
    client.force_login(cast.alma)
    client.post(reverse("see_as_start", args=[cast.ana.pk]))
    said = lines_of(client, reverse("reminders"))
    assert "Forbidden" in said and "Quispe" not in said and "Traceback" not in said
