"""manage.py restore FILE: bring a backup into an empty installation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accompaniment.backup.errors import BackupError
from accompaniment.backup.restoring import Restored, restore_backup


class Command(BaseCommand):
    help = "Restaura una copia de `manage.py backup` en una instalación vacía."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="ARCHIVO", help=_("la copia de seguridad"))

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            restored = restore_backup(source=file)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self._tell(restored)

    def _tell(self, restored: Restored) -> None:
        say, manifest = self.stdout.write, restored.manifest
        figures = {"rows": sum(manifest.tables.values()), "files": len(manifest.files), "when": manifest.begun_at}
        say(_("Restaurada la copia del %(when)s: %(rows)d filas, %(files)d archivos privados.") % figures)
        for name in restored.lost:
            say(_("  Atención: la base nombra este archivo y la copia no lo tenía: %(name)s") % {"name": name})
        for name in restored.unfit:
            say(_("  Atención: este archivo no es el que su fila dice: %(name)s") % {"name": name})
        if restored.waiting:
            say(
                _("  %(count)d pedidos quedaron a medias: el worker los retoma al empezar.")
                % {"count": restored.waiting}
            )
        say(_("Falta, en este orden:"))
        for number, step in enumerate(self._left(restored), start=1):
            say(f"  {number}. {step}")

    def _left(self, restored: Restored) -> list[str]:
        """What a restore can't do by itself."""
        when = {"when": restored.manifest.begun_at}
        return [
            _("En .env, lo que la copia no lleva: %(names)s.") % {"names": ", ".join(restored.manifest.secrets)},
            _("En .env, lo que decía el sitio: %(settings)s.")
            % {"settings": " ".join(f"{name}={value}" for name, value in restored.manifest.settings.items()) or "—"},
            _("`manage.py purge_personal_data --confirm`: volvieron los datos cuyo plazo terminó después de la copia."),
            _(
                "Lo que se decidió después del %(when)s y hay que repetir: fotos retiradas, cuentas cerradas, claves y"
                " roles cambiados, registros unidos."
            )
            % when,
            _("Los documentos emitidos después del %(when)s ya no están y su número se daría otra vez.") % when,
            _("Arranca la web, el worker y beat; todas las personas entran de nuevo."),
        ]
