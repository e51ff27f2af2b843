"""From a request to its issued document: gathered, numbered, drawn, sealed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from accompaniment.access import Denied
from accompaniment.jobs import runs
from reports.documents.kinds.base import DocumentRefused
from reports.documents.models.documents import Document, new_code
from reports.documents.models.jobs import ReportJob

from .numbering import Reserved, reserve_number
from .targets import DocumentTarget

if TYPE_CHECKING:
    from reports.documents.kinds.base import Snapshot

STEPS = [gettext_noop("Reunir los datos"), gettext_noop("Dibujar el documento"), gettext_noop("Numerar y sellar")]


def run_job(job_id: str | UUID) -> None:
    """Do one request from claim to outcome. Harmless when it is already done, running elsewhere or unknown."""
    runs.run(ReportJob, job_id, _make, step=STEPS[0])


def run_next_job() -> None:
    """Do the request that is next by its turn."""
    runs.run_next(ReportJob, _make, order=ReportJob.in_turn, step=STEPS[0])


def _make(job: ReportJob) -> None:
    """Rendering happens outside of transactions: it lasts a thousand times as long as a write."""
    from . import pdf  # only workers pay for loading WeasyPrint

    snapshot = _gather(job)
    code = new_code()
    reserved = reserve_number(job, done=1, step=STEPS[1])
    snapshot["document"] = {
        "number": str(reserved),
        "code": code,
        "issued_on": timezone.localdate().isoformat(),
        "verify_url": f"{settings.SITE_URL}/reports/verify/{code}/",
    }
    content = pdf.render_pdf(pdf.document_html(job.of_kind, snapshot))
    runs.move_on(job, done=2, step=STEPS[2])
    issue_document(job=job, snapshot=snapshot, reserved=reserved, code=code, content=content)


def _gather(job: ReportJob) -> Snapshot:
    """What the document says, if the person who asked for it may still issue it."""
    verdict = job.of_kind.may_issue(job.requested_by, job.target)
    if isinstance(verdict, Denied):
        raise DocumentRefused(str(verdict.reason))
    return job.of_kind.gather(job.target, campaign=job.campaign, by=job.requested_by)


def issue_document(*, job: ReportJob, snapshot: Snapshot, reserved: Reserved, code: str, content: bytes) -> Document:
    """Store the file, create the document and finish the request, all or nothing.

    The document takes the request's id: a request can never issue two.
    """
    document = Document(
        id=job.pk,
        kind=job.kind,
        ugel_id=job.campaign.ugel_id,
        campaign=job.campaign,
        **_targets(job, snapshot),
        year=reserved.year,
        number=reserved.number,
        code=code,
        snapshot=snapshot,
        sha256=hashlib.sha256(content).hexdigest(),
        issued_by=job.requested_by,
        issued_at=timezone.now(),
    )
    _drop_leftovers(document, job)
    document.file.save(_file_name(job, job.attempts), ContentFile(content), save=False)
    try:
        with transaction.atomic():
            job.of_kind.settle(job.target)
            document.save(force_insert=True)
            job.of_kind.announce(document)
            runs.finish(job, document=document)
    except BaseException:
        document.file.delete(save=False)
        raise
    return document


def _targets(job: ReportJob, snapshot: Snapshot) -> dict[str, Any]:
    """What the request is about; of a person also the place that the document is about."""
    columns = ("visit_id", "teacher_id", "session_id", "companion_id", "institution_id", "network_id")
    about = {name: getattr(job, name) for name in columns}
    if job.teacher_id:
        about["institution_id"] = snapshot["institution"]["id"]
    if job.of_kind.target == DocumentTarget.BATCH:
        about["batch_id"] = job.batch_id
    return about


def _file_name(job: ReportJob, attempt: int) -> str:
    return f"{job.pk}-{attempt}.pdf"


def _drop_leftovers(document: Document, job: ReportJob) -> None:
    """Remove what an attempt left behind that was killed between writing its file and its row."""
    field = Document._meta.get_field("file")
    for attempt in range(1, job.attempts):
        document.file.storage.delete(field.generate_filename(document, _file_name(job, attempt)))
