"""Removing group sessions for good, with all that hangs from them, files included."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from visits.record.attachments.services import delete_files

from .materials.models import SessionMaterial
from .models import GroupSession

AT_ONCE = 500


@transaction.atomic
def remove_sessions(sessions: QuerySet[GroupSession]) -> int:
    """Delete these sessions, and their files once that is final; return how many there were."""
    keys = list(sessions.order_by().values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        files = SessionMaterial.objects.filter(session__in=some).exclude(file="")
        delete_files(list(files.values_list("file", flat=True)))
        GroupSession.objects.filter(pk__in=some).delete()
    return len(keys)
