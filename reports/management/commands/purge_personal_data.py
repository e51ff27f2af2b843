"""manage.py purge_personal_data: remove the personal data whose retention has ended; without --confirm, only say so."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reports.people_data.retention import cutoff, purge


class Command(BaseCommand):
    help = "Borra los datos personales cuyo plazo terminó. Sin --confirm solo dice qué borraría."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--older-than",
            type=int,
            metavar="AÑOS",
            default=settings.RETENTION_YEARS,
            help=_("años desde que terminó el año de acompañamiento, la plaza o el rol; por omisión, RETENTION_YEARS"),
        )
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--dry-run", action="store_true", help=_("dice qué borraría, sin borrar nada (por omisión)"))
        how.add_argument("--confirm", action="store_true", help=_("borra de verdad; no se puede deshacer"))

    def handle(self, *args: Any, **options: Any) -> None:
        years = options["older_than"]
        if not 1 <= years <= 99:
            raise CommandError(_("--older-than va de 1 a 99 años."))
        with translation.override(settings.LANGUAGE_CODE):
            day = cutoff(years)
            counts = purge(ended_before=day, confirmed=options["confirm"])
            heading = _("Se borró lo que terminó antes del %(day)s:") if options["confirm"] else None
            heading = heading or _("Se borraría lo que terminó antes del %(day)s (no se borró nada):")
            self.stdout.write(heading % {"day": date_format(day, "SHORT_DATE_FORMAT")})
            for name, number in counts.items():
                self.stdout.write(f"  {number:>8,}  {name}")
            if not options["confirm"]:
                self.stdout.write(_("Para borrar de verdad, repite con --confirm. Haz antes una copia de seguridad."))
