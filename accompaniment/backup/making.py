"""Making a backup while the site works: the database of one instant first, then the files that it names.

A file is written before its row and removed after it. So every file that the copied rows name was there at that
instant, and what has gone since was removed together with its row: the backup says which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import Error, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.audit.models.changes import TrackedChange

from . import inventory, site_settings
from .archive import CHUNK, DATABASE, FILES, ArchiveWriter, opened
from .disk import exclusive_file, settle, settle_names
from .engines import Engine, engine
from .errors import BackupError, in_words
from .manifest import Manifest


def make_backup(*, target: Path) -> Manifest:
    """Write a backup, read it again whole, and only then give it its name; return what it holds.

    Raises BackupError, with nothing left under that name, when it can't be made.
    """
    _require_free(target)
    try:
        engine().server()
        _log(target.name)
        with _in_the_making(target) as file:
            manifest = _write(file, scratch=_beside(target, ".database.part"))
            settle(file)
            with opened(_beside(target, ".part")) as archive:
                archive.check()
        settle_names(target.parent)
    except (OSError, Error) as error:
        told = {"error": in_words(error)}
        raise BackupError(_("La copia no se pudo hacer y no quedó ninguna: %(error)s") % told) from error
    return manifest


def _require_free(target: Path) -> None:
    if target.exists():
        raise BackupError(_("Ya existe %(name)s y no se toca: elige otro nombre.") % {"name": target})
    if not target.parent.is_dir():
        raise BackupError(_("No existe la carpeta %(name)s.") % {"name": target.parent})
    if target.resolve().is_relative_to(settings.PRIVATE_ROOT.resolve()):
        raise BackupError(_("Guarda la copia fuera de la carpeta de los archivos privados."))


def _beside(target: Path, suffix: str) -> Path:
    return target.with_name(target.name + suffix)


@contextmanager
def _in_the_making(target: Path) -> Iterator[IO[bytes]]:
    """The archive under a name that nobody takes for a backup, until the block has ended well."""
    part = _beside(target, ".part")
    try:
        file = exclusive_file(part)
    except BlockingIOError as error:
        raise BackupError(_("Otra copia se está escribiendo en %(name)s.") % {"name": part}) from error
    with file:
        try:
            yield file
            _require_free(target)
            part.rename(target)
        except BaseException:
            part.unlink()
            raise


def _log(name: str) -> None:
    """Before anything is read: whoever takes everything along leaves a trace, in the archive too."""
    made = _("Copia de seguridad %(name)s") % {"name": name[:150]}
    TrackedChange.objects.create(action=TrackedChange.Action.CREATED, model="backup", name=made)


def _write(file: IO[bytes], *, scratch: Path) -> Manifest:
    kind = engine()
    manifest = Manifest(
        engine=kind.name,
        server=kind.server(),
        begun_at=_now(),
        release=site_settings.release(),
        left_out=[*inventory.LEFT_OUT],
        settings=site_settings.carried(),
        secrets=site_settings.apart(),
    )
    with ArchiveWriter(file) as archive:
        try:
            named = _write_database(archive, manifest, kind, scratch)
        finally:
            scratch.unlink(missing_ok=True)
        _write_files(archive, manifest, named)
        manifest.ended_at = _now()
        archive.seal(manifest)
    return manifest


def _write_database(archive: ArchiveWriter, manifest: Manifest, kind: Engine, scratch: Path) -> dict[str, str]:
    """Copy the database; return the files that its rows name, with what they say of them."""
    with kind.snapshot(scratch) as copy:
        manifest.tables = inventory.rows_of_tables(copy)
        manifest.migrations = inventory.migrations_of(copy)
        named = inventory.files_named(copy)
    with scratch.open("rb") as dump:
        manifest.database = archive.add(DATABASE, _chunks(dump), packed=not kind.is_packed)
    return named


def _write_files(archive: ArchiveWriter, manifest: Manifest, named: dict[str, str]) -> None:
    for name in inventory.files_to_keep(default_storage, named):
        try:
            file = default_storage.open(name)
        except FileNotFoundError:  # removed since it was listed
            continue
        with file:
            manifest.files[name] = archive.add(FILES + name, _chunks(file))
    gone = named.keys() - manifest.files.keys()
    still_named = inventory.files_named(connection) if gone else {}
    manifest.lost, manifest.removed = sorted(gone & still_named.keys()), sorted(gone - still_named.keys())
    manifest.unfit = sorted(
        name for name, entry in manifest.files.items() if named.get(name) not in (None, "", entry.sha256)
    )


def _chunks(file: IO[bytes]) -> Iterable[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _now() -> str:
    return timezone.localtime().isoformat(timespec="seconds")
