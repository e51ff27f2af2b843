"""What is looked at before the site starts, and by `manage.py check --database default`, beyond Django's own checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connections
from django.utils import timezone

from accompaniment.engines import OF_ROLE
from accompaniment.health.findings import newest_row
from accompaniment.health.site_mark import sees_the_files
from accompaniment.jobs.heartbeats import CLOCKS_DIFFER


@register(Tags.database)
def settings_of_role(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Behind a pooler no connection asks for its settings: its role must have them."""
    return [
        Error(
            f"The database role lacks {', '.join(lacking)}, without which pages are slow or wait without end.",
            hint="Run manage.py set_up_role, then RECONNECT in the pooler's console.",
            id="accompaniment.E001",
        )
        for alias in databases or []
        if (lacking := lacking_settings(connections[alias]))
    ]


@register(Tags.database)
def clock(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """A clock that stands behind what was stored last would write the past, and look for nothing that is lost."""
    try:
        newest = newest_row() if databases else None
    except DatabaseError:  # before the first migration
        return []
    if newest is None or newest < timezone.now() + CLOCKS_DIFFER:
        return []
    text = (
        f"The clock of this machine stands behind: the newest row says {timezone.localtime(newest):%Y-%m-%d %H:%M %z}."
    )
    return [Warning(text, hint="Set the clock right.", id="accompaniment.W001")]


@register(Tags.database)
def files(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Every machine of a site shares one private folder; with another one, documents and photos are missing."""
    try:
        is_well = not databases or sees_the_files()
    except DatabaseError:  # before the first migration
        return []
    hint = "Share the folder 'private' of VAR_DIR between all machines, or restore it with the database."
    return [] if is_well else [Error("The private folder is not this database's.", hint=hint, id="accompaniment.E002")]


def lacking_settings(connection: Any) -> list[str]:
    """The settings that a session of this database does not have as it should."""
    if connection.vendor != "postgresql" or "options" in connection.settings_dict["OPTIONS"]:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(['current_setting(%s)'] * len(OF_ROLE))}", list(OF_ROLE))
        found = dict(zip(OF_ROLE, cursor.fetchone(), strict=True))
    return [f"{name} = {value}" for name, value in OF_ROLE.items() if found[name] != value]
