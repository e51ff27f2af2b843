"""The table of the database cache: every process of the web server counts attempts in it."""

from django.core.management import call_command
from django.db import migrations

TABLE = "accompaniment_cache"


def create(apps, schema_editor):
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {schema_editor.quote_name(TABLE)}")


class Migration(migrations.Migration):

    dependencies = [
        ("accompaniment", "0014_require_a_second_factor"),
    ]

    operations = [
        migrations.RunPython(create, drop),
    ]
