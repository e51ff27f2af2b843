"""What was issued and asked for before a migration is the same after it, and after it is taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
from reports.documents.kinds.plain_sheet import PLAIN_SHEET
from reports.documents.models.documents import Document
from reports.documents.models.jobs import ReportJob
from reports.documents.requests import request_document
from reports.documents.targets import DocumentTarget

from .about import document_about, targets

ANY_TARGET = ("reports", "0005_documents_of_any_target")


@pytest.mark.django_db(transaction=True)
def test_documents_of_any_target_there_and_back(cast: Any, settings: Any) -> None:
    settings.MIGRATION_MODULES = {}  # also where the test database is made without migrations
    loader = MigrationLoader(None, replace_migrations=False)
    before = loader.project_state(ANY_TARGET, at_end=False)
    things = targets(cast)
    things[DocumentTarget.BATCH].delete()
    plan, sheet = (document_about(cast, target, things) for target in (DocumentTarget.TEACHER, DocumentTarget.VISIT))
    request_document(kind=FOLLOW_UP_PLAN, target=cast.tania, campaign=cast.campaign, by=cast.berta)
    request_document(kind=PLAIN_SHEET, target=things[DocumentTarget.VISIT], campaign=cast.campaign, by=cast.ana)
    new = [rows_of(Document), rows_of(ReportJob)]
    step_back(loader)
    try:
        documents, jobs = (before.apps.get_model("reports", name) for name in ("Document", "ReportJob"))
        old = [rows_of(documents), rows_of(jobs)]
        assert [len(rows) for rows in old] == [2, 2]
        with pytest.raises(IntegrityError), transaction.atomic():
            documents.objects.filter(pk=plan.pk).update(teacher=None)
    finally:
        step_forward(loader)
    assert [rows_of(Document), rows_of(ReportJob)] == new
    for was, now in zip(old, new, strict=True):
        assert all(before_row.items() <= row.items() for before_row, row in zip(was, now, strict=True))
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=sheet.pk).update(visit=None)


def since(loader: MigrationLoader) -> list[tuple[str, str]]:
    """This app's migrations from that of any target on."""
    ours = sorted(key for key in loader.graph.nodes if key[0] == "reports")
    return ours[ours.index(ANY_TARGET) :]


def step_back(loader: MigrationLoader) -> None:
    for key in reversed(since(loader)):
        migration = loader.get_migration(*key)
        with connection.schema_editor(atomic=migration.atomic) as editor:
            migration.unapply(loader.project_state(key, at_end=False), editor)


def step_forward(loader: MigrationLoader) -> None:
    for key in since(loader):
        migration = loader.get_migration(*key)
        with connection.schema_editor(atomic=migration.atomic) as editor:
            migration.apply(loader.project_state(key, at_end=False), editor)


def rows_of(model: Any) -> list[dict[str, Any]]:
    return list(model.objects.order_by("pk").values())
