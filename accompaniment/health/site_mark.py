"""Several machines share one folder of files: each finds in it the mark that the database names, or says so."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from .models import SiteMark

NAME = "site-mark"


def sees_the_files() -> bool:
    """Whether this machine's private folder is the one of this database; true also while none was marked."""
    mark = SiteMark.objects.first()
    return mark is None or _marked() == str(mark)


def mark_folder() -> None:
    """Mark the folder that this machine sees as the database's own, once for good."""
    mark, is_new = SiteMark.objects.get_or_create(is_only=True)
    if is_new:
        default_storage.delete(NAME)  # of another database that used this folder
        default_storage.save(NAME, ContentFile(str(mark).encode()))


def _marked() -> str:
    try:
        with default_storage.open(NAME) as file:
            return file.read().decode()
    except OSError:
        return ""
