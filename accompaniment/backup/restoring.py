"""Restoring a backup into an empty installation: files first, the database last, for without it no page opens.

So what is interrupted never looks whole, and the same command takes up again: the files that it left are the archive's
own. What is there already and comes from elsewhere is never touched.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import Error, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from accompaniment.audit.models.changes import TrackedChange
from accompaniment.jobs.models import Job
from accompaniment.jobs.runs import kinds_of
from accompaniment.lib.stored_files import listed

from . import inventory
from .archive import CHUNK, Archive, opened
from .engines import engine, require_empty
from .errors import BackupError, in_words
from .manifest import Manifest


@dataclass
class Restored:
    """What came back."""

    manifest: Manifest
    waiting: int  # jobs that nobody had finished: a worker takes them up when it starts
    lost: list[str]  # files that rows name and that are not there
    unfit: list[str]  # files that are not what their row says


def restore_backup(*, source: Path) -> Restored:
    """Bring a backup into this empty installation. Raises BackupError, with no database there, for what can't be."""
    try:
        with opened(source) as archive:
            _require_fitting(archive.manifest)
            require_empty()
            _require_no_other_files(archive.manifest)
            archive.check()
            _put_files_back(archive)
            engine().load(archive.database(), lambda copy: _require_same_rows(archive.manifest, copy))
            return _finished(archive.manifest)
    except (OSError, Error, BadZipFile) as error:
        told = {"error": in_words(error)}
        raise BackupError(_("%(error)s. Cuando esté resuelto, repite el mismo comando.") % told) from error


# --- Before anything is written ----------------------------------------------------------------------------------
def _require_fitting(manifest: Manifest) -> None:
    kind = engine()
    if manifest.engine != kind.name:
        raise BackupError(
            _("Esta copia es de %(theirs)s y este sitio usa %(ours)s: cambia DATABASE_URL. No se cambió nada.")
            % {"theirs": manifest.engine, "ours": kind.name}
        )
    if manifest.server > kind.server():
        raise BackupError(
            _("Esta copia es de PostgreSQL %(theirs)d y este servidor es más antiguo. No se cambió nada.")
            % {"theirs": manifest.server}
        )
    if _applied(manifest) - _known_migrations():
        raise BackupError(
            _("Esta copia es de una versión más nueva de Acompaña: restáurala con esa versión. No se cambió nada.")
        )
    if not kind.room_for(manifest.size):
        raise BackupError(
            _("La copia necesita %(size)d MB y el disco no los tiene. No se cambió nada.")
            % {"size": manifest.size >> 20}
        )


def _applied(manifest: Manifest) -> set[tuple[str, str]]:
    return {(app, name) for app, name in manifest.migrations}


def _known_migrations() -> set[tuple[str, str]]:
    """Those of this code."""
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    return {*loader.disk_migrations}


def _require_no_other_files(manifest: Manifest) -> None:
    """Files of the archive may be there: an interrupted restore left them."""
    others = [name for name in listed(default_storage) if name not in manifest.files]
    if others:
        raise BackupError(
            _(
                "Ya hay %(count)d archivos privados que no son de esta copia, como %(name)s: mueve la carpeta a"
                " otro lugar."
            )
            % {"count": len(others), "name": others[0]}
        )


def _require_same_rows(manifest: Manifest, copy: BaseDatabaseWrapper) -> None:
    found = inventory.rows_of_tables(copy)
    wrong = sorted(name for name in {*found, *manifest.tables} if found.get(name) != manifest.tables.get(name))
    if wrong:
        raise BackupError(_("Estas tablas no llegaron enteras: %(names)s.") % {"names": ", ".join(wrong)})


# --- Writing -----------------------------------------------------------------------------------------------------
def _put_files_back(archive: Archive) -> None:
    """Put the files where they were; what an interrupted restore has left half-written is written anew."""
    for name, entry in archive.manifest.files.items():
        if not _holds(name, entry.sha256):
            default_storage.delete(name)
            with archive.file(name) as content:
                default_storage.save(name, File(content, name))
            if not _holds(name, entry.sha256):
                raise BackupError(_("El archivo %(name)s no se pudo escribir entero.") % {"name": name})


def _holds(name: str, sha256: str) -> bool:
    """Whether the storage has this very file."""
    if not default_storage.exists(name):
        return False
    digest = hashlib.sha256()
    with default_storage.open(name) as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest() == sha256


# --- Once all is back --------------------------------------------------------------------------------------------
def _finished(manifest: Manifest) -> Restored:
    """Bring older tables up to date, leave a trace, and compare rows with files once more."""
    if _known_migrations() - _applied(manifest):
        call_command("migrate", interactive=False, verbosity=0)
    TrackedChange.objects.create(
        action=TrackedChange.Action.CHANGED,
        model="backup",
        name=_("Restaurada la copia de seguridad del %(when)s") % {"when": manifest.begun_at},
    )
    named = inventory.files_named(connection)
    return Restored(
        manifest=manifest,
        waiting=sum(kind.objects.unfinished().count() for kind in kinds_of(Job)),
        lost=sorted(named.keys() - manifest.files.keys()),
        unfit=sorted(name for name, digest in named.items() if digest and not _fits(manifest, name, digest)),
    )


def _fits(manifest: Manifest, name: str, digest: str) -> bool:
    return name not in manifest.files or manifest.files[name].sha256 == digest
