"""Proves the migrations on a database made for it and dropped afterwards, beside the one of DATABASE_URL or on SQLite:

from nothing to the first release, forward to today with data in it, and back to nothing, each of them step by step;
and from nothing to the same tables by those that make them at once.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from rows_of_before import LONG_AGO, insert_alert, insert_before_renames, insert_rows

ROOT = Path(__file__).resolve().parent.parent
OURS = ("accompaniment", "rubrics", "visits", "reports")
FIRST_RELEASE = [(app, "0001_initial") for app in OURS]
BEFORE_RENAMES = ("accompaniment", "0020_signing_pin")
BEFORE_ALERTS_STOOD_ALONE = ("visits", "0014_find_unsettled_submissions")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="acompana-migrations-") as var:
        os.environ.update({"VAR_DIR": var, "ENV_FILE": os.devnull, "DEBUG": "1"})
        os.environ["DJANGO_SETTINGS_MODULE"] = "accompaniment.settings"
        sys.path.insert(0, str(ROOT))
        django.setup()
        prove()


def prove() -> None:
    with own_database():
        migrate(*FIRST_RELEASE)
        kept = insert_rows(models_of(FIRST_RELEASE))
        migrate(BEFORE_RENAMES)
        kept += insert_before_renames(models_of([BEFORE_RENAMES]))
        migrate(BEFORE_ALERTS_STOOD_ALONE)
        kept += insert_alert(models_of([BEFORE_ALERTS_STOOD_ALONE]))
        migrate(*Steps(connection).graph.leaf_nodes())
        check_rows(kept, models_of(None))
        step_by_step = tables()
        print(f"{connection.vendor}: forward from the first release, with {len(kept)} rows in it")
        migrate(*((app, None) for app in OURS))
        check_nothing_is_left()
        print(f"{connection.vendor}: back to nothing")
        call_command("migrate", verbosity=0)
        assert tables() == step_by_step, differences(tables(), step_by_step)
        print(f"{connection.vendor}: at once, the same tables")


@contextmanager
def own_database() -> Iterator[None]:
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":  # its file lies in the folder made for this
        yield
        return
    ours = connection.ops.quote_name(f"{name}_migrations")
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {ours}")
        cursor.execute(f"CREATE DATABASE {ours}")
    connection.settings_dict["NAME"] = f"{name}_migrations"
    try:
        yield
    finally:
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {ours}")


class Steps(MigrationLoader):
    """The migrations one by one, without those that make all their tables at once."""

    def load_disk(self) -> None:
        super().load_disk()
        self.disk_migrations = {key: one for key, one in self.disk_migrations.items() if not one.replaces}


def migrate(*where: tuple[str, str | None]) -> None:
    """Go step by step to each of these; to None is back to nothing."""
    executor = MigrationExecutor(connection)
    executor.loader = Steps(connection)
    executor.migrate(list(where))


def tables() -> dict[str, Any]:
    """What the database itself says of each table of ours. Names that it made up itself are left out."""
    with connection.cursor() as cursor:
        read = connection.introspection
        return {
            name: {
                "columns": sorted(
                    (c.name, str(c.type_code), c.null_ok, c.default) for c in read.get_table_description(cursor, name)
                ),
                "constraints": sorted(
                    str([c["columns"], c["primary_key"], c["unique"], c["foreign_key"], c["check"], c["index"]])
                    for c in read.get_constraints(cursor, name).values()
                ),
            }
            for name in sorted(read.table_names(cursor))
            if name.split("_")[0] in OURS
        }


def differences(found: dict[str, Any], expected: dict[str, Any]) -> str:
    return "\n".join(
        f"{name}: {found.get(name)}\n   step by step: {expected.get(name)}"
        for name in sorted({*found, *expected})
        if found.get(name) != expected.get(name)
    )


def check_rows(kept: list[tuple[str, Any]], apps: Any) -> None:
    lost = [f"{model} {key}" for model, key in kept if not apps.get_model(model)._base_manager.filter(pk=key).exists()]
    assert not lost, f"Rows of the first release were lost on the way: {lost}"
    check_what_was_filled(apps)


def check_nothing_is_left() -> None:
    left = [name for name in connection.introspection.table_names() if name.split("_")[0] in OURS]
    assert not left, f"Going back to nothing left tables behind: {left}"


def models_of(nodes: list[tuple[str, str]] | None) -> Any:
    """The models as they stand after these migrations; after the last ones when none are named."""
    return Steps(connection).project_state(nodes).apps


def check_what_was_filled(apps: Any) -> None:
    """What migrations write into rows that were there before them."""
    [user] = apps.get_model("accompaniment.User")._base_manager.all()
    [visit] = apps.get_model("visits.Visit")._base_manager.all()
    [campaign] = apps.get_model("accompaniment.Campaign")._base_manager.all()
    assert user.search_name == "NUNEZ ANA", user.search_name
    assert visit.moments == ["asamblea", "juego libre en los sectores"], visit.moments
    assert campaign.holidays, "the campaign was given no holidays of the country"
    [regional] = apps.get_model("accompaniment.RegionalCampaign")._base_manager.all()
    [roster] = apps.get_model("accompaniment.RosterImport")._base_manager.all()
    assert (roster.goal, roster.status, roster.language) == ("preview", "done", "es"), vars(roster)
    assert roster.file.name == f"roster/{roster.pk}/extract.json", roster.file.name
    assert default_storage.exists(roster.file.name), "what waits for confirmation was lost on the way"
    assert regional.settings == {"slogan": "Prueba"}, regional.settings
    [alert] = apps.get_model("visits.Alert")._base_manager.all()
    assert (alert.raised_by_id, alert.ugel_id, alert.happened_on) == (user.pk, visit.ugel_id, LONG_AGO)
    assert alert.steps.count() == 3, "nobody would be asked what was done about an alert of before"


if __name__ == "__main__":
    main()
