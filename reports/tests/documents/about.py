"""Documents and requests about something of each sort, and a kind that is made up for each of them."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from accompaniment.access import Allowed, Denied, reach_of
from accompaniment.models import Network
from reports.documents.kinds.base import Kind
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
from reports.documents.kinds.visit_sheet import VISIT_SHEET
from reports.documents.models.batches import Batch
from reports.documents.models.documents import Document
from reports.documents.parts import campaign_data
from reports.documents.targets import DocumentTarget
from visits.models import Attendance, GroupSession


class Note(Kind[Any]):
    """A kind of document that no UGEL asks for: a sheet with the letterhead and nothing on it."""

    title = "nota de prueba"
    template = "pdf/base.html"

    def __init__(self, target: DocumentTarget) -> None:
        self.target, self.code = target, f"note_{target}"  # type: ignore[misc]

    def may_issue(self, user: Any, target: Any) -> Allowed | Denied:
        return Allowed() if reach_of(user).is_specialist else Denied("La nota es de la especialista.")

    def gather(self, target: Any, *, campaign: Any, by: Any) -> dict[str, Any]:
        nowhere = {"id": None, "ugel": campaign.ugel.name}
        return {"campaign": campaign_data(campaign), "about": str(target.pk), "institution": nowhere}

    def columns(self, target: Any) -> dict[str, Any]:
        return about(self.target, {self.target: target})

    def request_url(self, target_id: Any) -> str:
        return f"/notes/{target_id}/"


def targets(cast: Any) -> dict[DocumentTarget, Any]:
    """One thing of each sort, all of Tania's UGEL."""
    network = Network.objects.create(ugel=cast.ugel, name="Red 1")
    cast.jardin.network = network
    cast.jardin.save()
    session = GroupSession.objects.create(campaign=cast.campaign, kind="gia", title="Preguntas", held_on=cast.today)
    other = GroupSession.objects.create(campaign=cast.campaign, kind="rtc", title="Juego libre", held_on=cast.today)
    batch = Batch.objects.create(kind=FOLLOW_UP_PLAN.code, campaign=cast.campaign, requested_by=cast.berta)
    return {
        DocumentTarget.VISIT: cast.closed_visit(),
        DocumentTarget.TEACHER: cast.tania,
        DocumentTarget.SESSION: session,
        DocumentTarget.ATTENDANCE: Attendance.objects.create(session=other, teacher=cast.tania, status="attended"),
        DocumentTarget.COMPANION: cast.assignment.companion,
        DocumentTarget.INSTITUTION: cast.jardin,
        DocumentTarget.NETWORK: network,
        DocumentTarget.BATCH: batch,
        DocumentTarget.UGEL: cast.ugel,
    }


def about(target: DocumentTarget, things: dict[DocumentTarget, Any]) -> dict[str, Any]:
    """What a row about one of the `targets` names."""
    thing = things[target]
    if target == DocumentTarget.ATTENDANCE:
        return {"teacher": thing.teacher, "session": thing.session}
    return {} if target == DocumentTarget.UGEL else {target.value: thing}


def document_about(cast: Any, target: DocumentTarget, things: dict[DocumentTarget, Any], **columns: Any) -> Document:
    """An issued document about one of the `targets`, with what such a row names beside it."""
    beside: dict[DocumentTarget, dict[str, Any]] = {
        DocumentTarget.VISIT: {"kind": VISIT_SHEET.code, "teacher": cast.tania, "institution": cast.jardin},
        DocumentTarget.TEACHER: {"kind": FOLLOW_UP_PLAN.code, "institution": cast.jardin},
    }
    row = {
        "kind": f"note_{target}",
        "ugel": cast.ugel,
        "campaign": cast.campaign,
        "year": cast.campaign.year,
        "number": Document.objects.count() + 1,
        "snapshot": {},
        "file": ContentFile(b"%PDF-1.7", "x.pdf"),
        "sha256": "0" * 64,
        "issued_by": cast.berta,
        "issued_at": timezone.now(),
    }
    return Document.objects.create(**row | about(target, things) | beside.get(target, {}) | columns)
