"""manage.py demo_logins: print the demonstration logins that this database has."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from accompaniment.models import User
from demo.logins import as_lines, demo_logins


class Command(BaseCommand):
    help = "Print one demonstration login for each role, where seed_demo has created them."

    def handle(self, *args: Any, **options: Any) -> None:
        known = demo_logins()
        there = set(
            User.objects.filter(username__in=[login.username for login in known]).values_list("username", flat=True)
        )
        logins = [login for login in known if login.username in there]
        if not logins:
            self.stdout.write(_("Esta base no tiene las cuentas de demostración."))
            return
        self.stdout.write(_("Cuentas de demostración (rol, usuario, clave):"))
        self.stdout.write("\n".join(as_lines(logins)))
