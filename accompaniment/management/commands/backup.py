"""manage.py backup FILE: one file with the database, the private files and what a restore needs to know."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accompaniment.backup.errors import BackupError
from accompaniment.backup.making import make_backup
from accompaniment.backup.manifest import Manifest


class Command(BaseCommand):
    help = "Guarda en un archivo la base y los archivos privados, mientras el sitio trabaja."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, metavar="ARCHIVO", help=_("dónde guardar la copia, por ejemplo lunes.zip")
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            manifest = make_backup(target=file)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self._tell(file, manifest)

    def _tell(self, file: Path, manifest: Manifest) -> None:
        say = self.stdout.write
        figures = {"rows": sum(manifest.tables.values()), "files": len(manifest.files), "size": file.stat().st_size}
        say(_("Copia hecha y leída otra vez: %(file)s") % {"file": file})
        say(_("  %(rows)d filas, %(files)d archivos privados, %(size)d bytes") % figures)
        for name in manifest.removed:
            say(_("  Se quitó mientras se copiaba, con su fila: %(name)s") % {"name": name})
        for name in manifest.lost:
            say(_("  Atención: la base nombra este archivo y ya no estaba: %(name)s") % {"name": name})
        for name in manifest.unfit:
            say(_("  Atención: este archivo no es el que su fila dice: %(name)s") % {"name": name})
        say(_("No va en la copia; guárdalo aparte:"))
        for secret, why in manifest.secrets.items():
            say(f"  {secret}: {why}")
        say(_("Tiene datos personales sin cifrar: cífrala y guárdala como al sitio mismo."))
