"""Keeping when somebody last looked."""

from __future__ import annotations

from datetime import datetime, timedelta

from accompaniment.models import User

from .models import LastLook, Look

FIRST = timedelta(days=14)  # how far back the first look tells
ONE_LOOK = timedelta(hours=4)  # within it the page stays as it is, however often it is opened


def note_look(institution: LastLook, *, by: User, at: datetime) -> datetime:
    """Note that the user looks at this institution, read `with_last_look`, and return since when the page tells what is
    new: since the look before this one.

    Whoever sees the site as another leaves no trace of it. Two pages opened at once note one look.
    """
    since, last = institution.look_since, institution.looked_at
    if since is None or last is None:
        if not by.seen_by:
            first = Look(user=by, institution_id=institution.pk, since=at - FIRST, looked_at=at)
            Look.objects.bulk_create([first], ignore_conflicts=True)
        return at - FIRST
    if at - last < ONE_LOOK:
        return since
    if not by.seen_by:
        Look.objects.filter(user=by, institution=institution.pk, looked_at=last).update(since=last, looked_at=at)
    return last
