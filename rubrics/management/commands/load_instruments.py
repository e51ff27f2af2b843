"""manage.py load_instruments [FILE ...]: load the shipped instruments, or the files named."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from rubrics.instruments.checks import InstrumentError, read_instrument
from rubrics.instruments.services.loading import LoadOutcome, load, shipped_files
from rubrics.practice.services import load_shipped_cases


class Command(BaseCommand):
    help = "Load instruments from JSON files (docs/instruments.md); without files, those that come with the project."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        sentences = {
            LoadOutcome.CREATED: _("%(version)s: cargada, con %(criteria)d criterios."),
            LoadOutcome.SAME: _("%(version)s: ya estaba, sin cambios."),
            LoadOutcome.COMPLETED: _("%(version)s: ya estaba, y recibió sus preguntas para el diálogo."),
            LoadOutcome.DIFFERENT: _(
                "%(version)s: ya está publicada con otro contenido y no se modificó; "
                "para cambiarla, dale un número de versión nuevo."
            ),
        }
        try:
            with transaction.atomic():  # all the files or none
                loaded = [load(data=read_instrument(path)) for path in options["files"] or shipped_files()]
        except InstrumentError as error:
            raise CommandError(str(error)) from error
        for one in loaded:
            counted = {"version": one.version, "criteria": one.version.criteria.count()}
            self.stdout.write(sentences[one.outcome] % counted)
        if fresh := 0 if options["files"] else load_shipped_cases():
            self.stdout.write(_("Casos de práctica nuevos: %(n)d.") % {"n": fresh})
