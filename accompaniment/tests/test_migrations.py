"""While an upgrade goes on, the code of before works on the schema of after: what a migration may not do to it.

Judged are the migrations that came after `LAST_FREE`; CONTRIBUTING.md says how else to get there. A plain index is
allowed: it lets people read, holds writers for about a second per million rows, and `migrate_patiently` gives up where
it does not get its lock; one made concurrently can't give up without leaving half an index behind.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState

LAST_FREE = {"accompaniment": 37, "rubrics": 6, "visits": 18, "reports": 5}
TAKES_AWAY = (
    migrations.RemoveField,
    migrations.DeleteModel,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
)
IN_TWO_STEPS = (
    "the code of before still asks for it. First only the state forgets it (SeparateDatabaseAndState), and a release "
    "later the database does"
)


def faults(migration: migrations.Migration, before: ProjectState) -> Iterator[str]:
    """What would make the code of before fail once `migration` was applied to what is in `before`."""
    operations = list(migration.operations)
    if len({isinstance(operation, migrations.RunPython) for operation in operations}) > 1:
        yield "rows and tables are changed in one migration: a lock is held while rows are written. Make two"
    for operation in operations:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from filter(None, (asks_for_more(one, migration, before) for one in operation.database_operations))
        elif isinstance(operation, TAKES_AWAY):
            yield f"{operation.describe()}: {IN_TWO_STEPS}"
        elif fault := asks_for_more(operation, migration, before):
            yield fault


def asks_for_more(operation: Operation, migration: migrations.Migration, before: ProjectState) -> str:
    """What a row of before lacks after `operation`: a value for a column that takes no null and has no default."""
    if not isinstance(operation, migrations.AddField | migrations.AlterField) or is_filled(operation.field):
        return ""
    model = before.models.get((migration.app_label, operation.model_name_lower))
    was = model.fields.get(operation.name) if model else None
    if model is None or (was is not None and not was.null):
        return ""  # a table that the code of before does not know, or a column that it fills already
    return f"{operation.describe()}: the code of before writes no value there. Give it a db_default"


def is_filled(field: Any) -> bool:
    return field.null or field.has_db_default() or field.many_to_many or field.generated


NOTE = ModelState("visits", "Note", [("id", models.AutoField(primary_key=True)), ("at", models.DateField(null=True))])


def judged(*operations: Operation) -> list[str]:
    state = ProjectState()
    state.add_model(NOTE.clone())
    migration = migrations.Migration("0099_new", "visits")
    migration.operations = list(operations)
    return list(faults(migration, state))


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("note", "text", models.TextField(default="")),
        migrations.AlterField("note", "at", models.DateField()),
        migrations.RemoveField("note", "at"),
        migrations.RenameField("note", "at", "on"),
        migrations.DeleteModel("note"),
        migrations.RenameModel("note", "Remark"),
        migrations.AlterModelTable("note", "notes"),
        migrations.SeparateDatabaseAndState([migrations.AddField("note", "text", models.TextField(default=""))]),
    ],
    ids=lambda operation: operation.describe(),
)
def test_what_breaks_the_code_of_before_is_found(operation):
    assert len(judged(operation)) == 1


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("note", "text", models.TextField(db_default="")),
        migrations.AddField("note", "text", models.TextField(null=True)),
        migrations.AddField("note", "of", models.ManyToManyField("visits.Note")),
        migrations.AlterField("note", "at", models.DateTimeField(null=True)),
        migrations.AddField("remark", "text", models.TextField(default="")),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("note", "at")]),
        migrations.SeparateDatabaseAndState([migrations.RemoveField("note", "at")]),
        migrations.RunPython(migrations.RunPython.noop),
    ],
    ids=lambda operation: operation.describe(),
)
def test_what_it_can_live_with_passes(operation):
    assert judged(operation) == []


def test_rows_and_tables_are_changed_apart():
    column = migrations.AddField("note", "text", models.TextField(db_default=""))
    assert judged(column, migrations.RunPython(migrations.RunPython.noop))


def test_the_code_of_before_works_after_each_migration():
    loader = MigrationLoader(None, replace_migrations=False)
    found = [
        f"{app}.{name}: {fault}"
        for (app, name), migration in sorted(loader.disk_migrations.items())
        if app in LAST_FREE and int(name[:4]) > LAST_FREE[app]
        for fault in faults(migration, loader.project_state((app, name), at_end=False))
    ]
    assert not found, "\n".join(found)
