"""Rows as people left them in releases of before, for check_migrations.py to carry to today."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

LONG_AGO = date(2026, 3, 2)
THEN = datetime(2026, 3, 2, 15, tzinfo=UTC)
RENAMED = {
    "accompaniment.VisitTarget": "accompaniment.Target",
    "accompaniment.Reading": "accompaniment.AccessLogEntry",
    "accompaniment.Change": "accompaniment.TrackedChange",
    "accompaniment.Slip": "accompaniment.OneTimeCode",
}


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
