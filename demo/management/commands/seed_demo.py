"""manage.py seed_demo: fill the database with an invented UGEL and a year of accompaniment."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from demo.logins import as_lines, demo_logins
from demo.seed import TooEarly, is_empty, is_seeded, seed


def parse_day(text: str) -> date:
    return date.fromisoformat(text)


class Command(BaseCommand):
    help = "Create the demonstration UGEL (invented data). Twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--today", type=parse_day, metavar="YYYY-MM-DD", help="the day up to which the year is told"
        )
        parser.add_argument("--if-empty", action="store_true", help="do nothing unless the database is empty")
        parser.add_argument("--force", action="store_true", help="also where DEBUG=0, that is, on a public site")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG and not options["force"]:
            raise CommandError(
                _("seed_demo crea cuentas con clave conocida y este sitio tiene DEBUG=0. Si lo quieres, usa --force.")
            )
        if is_seeded():
            self.stdout.write(_("La UGEL Demostración ya está: no se cambió nada."))
            return
        if options["if_empty"] and not is_empty():
            self.stdout.write(_("La base ya tiene datos: no se cargó la demostración."))
            return
        self._seed(options["today"] or timezone.localdate())

    def _seed(self, today: date) -> None:
        try:
            made = seed(today=today)
        except TooEarly as error:
            raise CommandError(
                _("En esa fecha todavía no regían los instrumentos (%(codes)s): usa una más reciente.")
                % {"codes": error}
            ) from error
        except IntegrityError as error:
            raise CommandError(
                _("La base ya usa algún código de la demostración; no se cargó nada: %(error)s") % {"error": error}
            ) from error
        self.stdout.write(
            _(
                "UGEL Demostración (datos inventados): %(institutions)d instituciones y programas, "
                "%(people)d docentes y promotoras, %(companions)d acompañantes, %(visits)d visitas, "
                "%(commitments)d compromisos, %(sessions)d reuniones."
            )
            % made
        )
        self.stdout.write(_("Para entrar (rol, usuario, clave):"))
        self.stdout.write("\n".join(as_lines(demo_logins())))
