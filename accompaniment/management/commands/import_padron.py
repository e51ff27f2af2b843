"""manage.py import_padron: bring a registry of the ministry in, from any table or a ZIP around one."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accompaniment.registry import wording
from accompaniment.registry.errors import RegistryError, TooManyClosures
from accompaniment.registry.rules import Rules
from accompaniment.registry.services import import_file, preview_file
from accompaniment.registry.summary import ImportSummary


class Command(BaseCommand):
    help = "Importa el padrón de instituciones y programas (CSV, DBF, Excel o ZIP)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="ARCHIVO", help=_("el padrón, en CSV, DBF, Excel (.xlsx) o ZIP"))
        parser.add_argument("--dry-run", action="store_true", help=_("muestra qué cambiaría, sin guardar nada"))
        parser.add_argument("--all-levels", action="store_true", help=_("conserva todos los niveles y gestiones"))
        parser.add_argument(
            "--allow-closures",
            action="store_true",
            help=_("acepta que se cierre gran parte de los servicios de una UGEL"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        rules = Rules(all_levels=options["all_levels"])
        try:
            if options["dry_run"]:
                summary = preview_file(path=options["file"], rules=rules)
            else:
                summary = import_file(path=options["file"], rules=rules, allow_closures=options["allow_closures"])
        except TooManyClosures as refusal:
            self._print_alarm(refusal.summary)
            raise CommandError(
                _("%(reason)s No se guardó nada. Si es correcto, repite con --allow-closures.") % {"reason": refusal}
            ) from refusal
        except RegistryError as error:
            raise CommandError(str(error)) from error
        self._print(summary, is_dry_run=options["dry_run"])

    def _print(self, summary: ImportSummary, *, is_dry_run: bool) -> None:
        self._line(_("Esto cambiaría (no se guardó nada):") if is_dry_run else _("Padrón importado:"))
        for note in summary.notes:
            self._line(f"  {note}")
        for figure in wording.figures(summary):
            self._line(f"  {figure.label}: {figure.total}")
        self._line(_("  no incluidas (otros niveles o privadas): %(count)s") % {"count": summary.counts["left_out"]})
        if summary.counts["already_closed"]:
            self._line(
                _("  ya cerradas en el padrón, no se agregan: %(count)s") % {"count": summary.counts["already_closed"]}
            )
        for name in summary.new_ugels:
            self._line(_("  UGEL nueva: %(name)s") % {"name": name})
        if summary.alarming:
            self._print_alarm(summary)
        self._print_faults(_("Líneas rechazadas:"), wording.faults(summary, "refused"))
        self._print_faults(_("Avisos (la línea sí entró):"), wording.faults(summary, "warnings"))

    def _print_alarm(self, summary: ImportSummary) -> None:
        for ugel in summary.alarming:
            self._line(
                _("  Atención: %(ugel)s pasaría a tener cerrados %(closing)s de %(open)s servicios activos.")
                % {"ugel": ugel.name, "closing": ugel.closing, "open": ugel.open_before}
            )

    def _print_faults(self, title: str, faults: list[wording.FaultLine]) -> None:
        if faults:
            self._line(title)
        for fault in faults:
            where = _("línea %(line)s, %(column)s") % {"line": fault.line, "column": fault.column or "-"}
            value = f" «{fault.value}»" if fault.value else ""
            self._line(f"  {where}{value}: {fault.reason}")

    def _line(self, text: str) -> None:
        self.stdout.write(text)
