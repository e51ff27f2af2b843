"""What becomes of a long list that is asked for: queued once, done, called off, forgotten."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import PurePath
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.accounts.models import User
from accompaniment.jobs import runs
from accompaniment.jobs.models import present_language
from accompaniment.lib.locks import lock
from accompaniment.lib.stored_files import contents, listed, remove

from .listing import ExportedList, Filters
from .models import Export

KEPT_DAYS = 7
MOST_UNFINISHED = 3  # of one person
REMEMBERED_DAYS = 60  # how long its page still says that the file is gone
STRAY_AFTER = timedelta(hours=1)


def key_of(filters: Filters) -> str:
    """The same for the same filters, in whatever order they were asked."""
    return hashlib.sha256(json.dumps(filters, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def request_export(*, wanted: ExportedList, form: str) -> Export:
    """Queue a file of a list; while the same person's earlier request for the same is unfinished, return that one.

    Raises ValidationError while she has as many unfinished as one person may: others wait for the workers too.
    """
    lock(User(pk=wanted.user.pk))
    same = _same(wanted, form)
    unfinished: Export | None = Export.objects.unfinished().filter(**same).first()
    if unfinished:
        return unfinished
    if Export.objects.unfinished().filter(requested_by_id=wanted.user.pk).count() >= MOST_UNFINISHED:
        raise ValidationError(
            _("Ya tienes %(n)d archivos preparándose. Espera a que uno esté listo."), params={"n": MOST_UNFINISHED}
        )
    export: Export = Export.objects.create(
        **same,
        filters=wanted.filters,
        words=wanted.in_words(),
        expected=wanted.count(),
        heartbeat_at=timezone.now(),
    )
    runs.send(export)
    return export


def unfinished_export(*, wanted: ExportedList, form: str) -> Export | None:
    """The same person's request for the same, while it is not finished."""
    found: Export | None = Export.objects.unfinished().filter(**_same(wanted, form)).first()
    return found


def _same(wanted: ExportedList, form: str) -> dict[str, object]:
    return {
        "code": wanted.code,
        "form": form,
        "language": present_language(),
        "filters_key": key_of(wanted.filters),
        "requested_by_id": wanted.user.pk,
    }


def remove_export(*, export: Export) -> None:
    """Call one off that is not finished, or take away its file before its time; nothing of it is left."""
    Export.objects.filter(pk=export.pk).delete()
    remove(default_storage, export.place)


def forget_old_exports() -> None:
    """Remove the files whose time is over, with what had narrowed their lists, and later their rows; and strays."""
    now = timezone.now()
    over = Export.objects.filter(status=Export.Status.DONE, expires_at__lte=now).exclude(file="")
    for export in over.iterator():
        remove(default_storage, export.place)
        Export.objects.filter(pk=export.pk).update(file="", filters={}, words=[], scope=[])
    Export.objects.filter(status=Export.Status.FAILED, created_at__lt=now - timedelta(days=KEPT_DAYS)).delete()
    Export.objects.filter(created_at__lt=now - timedelta(days=REMEMBERED_DAYS)).delete()
    _sweep()


def _sweep() -> None:
    """Remove the folders of no row: what a killed worker, or one that was called off, left behind."""
    young = timezone.now() - STRAY_AFTER
    for folder in contents(default_storage, Export.folder)[0]:
        changed = [default_storage.get_modified_time(name) for name in listed(default_storage, folder)]
        if all(moment < young for moment in changed) and not _is_of_a_row(PurePath(folder).name):
            remove(default_storage, folder)


def _is_of_a_row(name: str) -> bool:
    try:
        key = UUID(name)
    except ValueError:
        return False
    return bool(Export.objects.filter(pk=key).exists())
