"""manage.py set_up_role: keep with the database role what a connection through a pooler can't ask for."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from accompaniment.engines import OF_ROLE


class Command(BaseCommand):
    help = "Behind PgBouncer: give the database role the settings that every connection would otherwise begin with."
    requires_system_checks = []  # one of them looks for just this

    def handle(self, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles. Look at DATABASE_URL.")
        database = connection.ops.quote_name(str(connection.settings_dict["NAME"]))
        with connection.cursor() as cursor:
            for name, value in OF_ROLE.items():
                cursor.execute(f"ALTER ROLE CURRENT_USER IN DATABASE {database} SET {name} = %s", [value])
        self.stdout.write("Done: new connections have these settings. RECONNECT in the pooler renews the old.")
