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
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import django
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).resolve().parent.parent
OURS = ("accompaniment", "rubrics", "visits", "reports")
LONG_AGO = date(2026, 3, 2)
THEN = datetime(2026, 3, 2, 15, tzinfo=UTC)
RENAMED = {
    "accompaniment.VisitTarget": "accompaniment.Target",
    "accompaniment.Reading": "accompaniment.AccessLogEntry",
    "accompaniment.Change": "accompaniment.TrackedChange",
    "accompaniment.Slip": "accompaniment.OneTimeCode",
}
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


def insert_rows(apps: Any) -> list[tuple[str, Any]]:
    """A row or more of each of the models people filled in the first release: each one's model and key today."""
    kept: list[tuple[str, Any]] = []

    def insert(model: str, **fields: Any) -> Any:
        row = apps.get_model(model)._base_manager.create(**fields)
        kept.append((RENAMED.get(model, model), row.pk))
        return row

    insert_visit(insert, insert_people(insert), insert_instrument(insert))
    return kept


def insert_before_renames(apps: Any) -> list[tuple[str, Any]]:
    """A row of each table that later got other names or states, and that the first release did not have."""
    [user] = apps.get_model("accompaniment.User")._base_manager.all()
    [region] = apps.get_model("accompaniment.Region")._base_manager.all()
    file = default_storage.save("roster/x.json", ContentFile(b"[]"))
    rows: dict[str, dict[str, Any]] = {
        "accompaniment.Reading": {"by": user, "what": "person", "object_id": "1", "at": THEN, "hour": THEN},
        "accompaniment.Change": {"by": user, "action": "created", "model": "accompaniment.teacher", "name": "Tania"},
        "accompaniment.Slip": {"user": user, "code_hash": "0" * 64, "expires_at": THEN},
        "accompaniment.RegionalCampaign": {"region": region, "year": 2026, "terms": {"slogan": "Prueba"}},
        "accompaniment.RegistryImport": {
            "uploaded_by": user,
            "file_name": "x.csv",
            "goal": "applied",
            "status": "done",
        },
        "accompaniment.RosterImport": {"uploaded_by": user, "file_name": "x.csv", "file": file, "status": "preview"},
    }
    return [
        (RENAMED.get(model, model), apps.get_model(model)._base_manager.create(**fields).pk)
        for model, fields in rows.items()
    ]


def insert_alert(apps: Any) -> list[tuple[str, Any]]:
    """An alert as it hung from a visit and a criterion, and nobody was told of it."""
    [score] = apps.get_model("visits.Score")._base_manager.all()
    alert = apps.get_model("visits.Alert")._base_manager.create(
        visit_id=score.visit_id, criterion_id=score.criterion_id, description="Gritó"
    )
    return [("visits.Alert", alert.pk)]


def insert_people(insert: Any) -> dict[str, Any]:
    user = insert("accompaniment.User", username="40000001", first_name="Ana", last_name="Núñez", password="!")
    region = insert("accompaniment.Region", name="DRE Prueba")
    ugel = insert("accompaniment.Ugel", code="990001", name="UGEL Prueba", region=region)
    insert("accompaniment.Network", name="Red 1", ugel=ugel)
    institution = insert(
        "accompaniment.Institution",
        modular_code="9900001",
        name="Jardín Los Cóndores",
        search_name="JARDIN LOS CONDORES",
        kind="jardin",
        level_code="A2",
        ugel=ugel,
    )
    insert("accompaniment.Role", user=user, kind="director", institution=institution)
    teacher = insert(
        "accompaniment.Teacher",
        document_number="41000001",
        first_names="Tania",
        last_names="Flores",
        search_name="FLORES TANIA",
        kind="classroom",
    )
    post = insert("accompaniment.Post", cycle="II", institution=institution, teacher=teacher)
    campaign = insert(
        "accompaniment.Campaign",
        year=2026,
        starts_on=LONG_AGO,
        ends_on=LONG_AGO + timedelta(days=270),
        letterhead="UGEL Prueba",
        ugel=ugel,
    )
    insert("accompaniment.CampaignNorm", citation="RVM 000-2026", campaign=campaign)
    insert("accompaniment.VisitTarget", teacher_kind="classroom", visits=6, campaign=campaign)
    insert(
        "accompaniment.PhaseDates",
        phase="diagnostic",
        starts_on=LONG_AGO,
        ends_on=LONG_AGO + timedelta(days=60),
        campaign=campaign,
    )
    companion = insert("accompaniment.Companion", kind="external", user=user, ugel=ugel)
    assignment = insert(
        "accompaniment.Assignment",
        modality="external",
        visits_owed=6,
        campaign=campaign,
        companion=companion,
        post=post,
    )
    return {
        "user": user,
        "where": {"institution": institution, "ugel": ugel, "campaign": campaign},
        "who": {"assignment": assignment, "companion": companion, "post": post, "teacher": teacher},
    }


def insert_instrument(insert: Any) -> Any:
    instrument = insert("rubrics.Instrument", code="aula", title="Aula", teacher_kind="classroom")
    version = insert("rubrics.InstrumentVersion", valid_from=LONG_AGO, instrument=instrument)
    criterion = insert(
        "rubrics.Criterion", order=1, title="Escucha", short_title="Escucha", scale="i_iv", version=version
    )
    insert("rubrics.Level", value=1, label="I", criterion=criterion)
    return criterion


def insert_visit(insert: Any, people: dict[str, Any], criterion: Any) -> None:
    where, user, teacher = people["where"], people["user"], people["who"]["teacher"]
    visit = insert(
        "visits.Visit",
        phase="diagnostic",
        number=1,
        visited_on=LONG_AGO,
        moments=["assembly", "free_play"],
        version=criterion.version,
        **where,
        **people["who"],
    )
    insert("visits.Score", value=2, criterion=criterion, visit=visit)
    insert("visits.FieldNote", text="Eligen su sector.", visit=visit)
    insert("visits.Dialogue", visit=visit)
    commitment = insert("visits.Commitment", action="Preguntar más", due_on=LONG_AGO, teacher=teacher, visit=visit)
    insert("visits.CommitmentReview", verdict="partly", commitment=commitment, visit=visit)
    insert("visits.Submission", base_revision=0, outcome="saved", author=user, visit=visit)
    session = insert(
        "visits.GroupSession",
        kind="gia",
        title="Primera GIA",
        facilitator="Ana",
        held_on=LONG_AGO,
        campaign=where["campaign"],
    )
    insert("visits.Attendance", status="attended", teacher=teacher, session=session)
    insert("reports.ReportJob", kind="follow_up_plan", campaign=where["campaign"], requested_by=user, teacher=teacher)
    insert("reports.DocumentCounter", kind="follow_up_plan", year=2026, ugel=where["ugel"])
    insert(
        "reports.Document",
        kind="follow_up_plan",
        year=2026,
        number=1,
        snapshot={},
        file="plan.pdf",
        sha256="0" * 64,
        issued_at=THEN,
        issued_by=user,
        teacher=teacher,
        **where,
    )


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
