"""Writes on requests and issued documents: asking, making, numbering, issuing."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from accompaniment import jobs
from accompaniment.models import Campaign, Teacher, User
from visits.models import Visit

from .models import Document, DocumentCounter, ReportJob
from .models.documents import new_code
from .plans import build_plan
from .sheets import build_sheet

if TYPE_CHECKING:
    from .plans import Snapshot

STEPS = [gettext_noop("Reunir los datos"), gettext_noop("Dibujar el documento"), gettext_noop("Numerar y sellar")]


# --- Asking ----------------------------------------------------------------------------------------------------
def request_plan(*, teacher: Teacher, campaign: Campaign, by: User) -> ReportJob:
    """Queue the follow-up plan; while the same person's earlier request is unfinished, return that one."""
    return _request(kind=Document.Kind.FOLLOW_UP_PLAN, teacher=teacher, campaign=campaign, visit=None, requested_by=by)


def request_sheet(*, kind: str, visit: Visit, by: User) -> ReportJob:
    """Queue a sheet of a closed visit; while the same person's earlier request is unfinished, return that one."""
    return _request(kind=kind, teacher=visit.teacher, campaign=visit.campaign, visit=visit, requested_by=by)


def _request(**same: Any) -> ReportJob:
    try:
        with transaction.atomic():
            job = ReportJob.objects.create(**same, total=len(STEPS), heartbeat_at=timezone.now())
            jobs.send(job)
    except IntegrityError:
        return ReportJob.objects.unfinished().filter(**same).first() or _request(**same)
    return job


# --- Making ----------------------------------------------------------------------------------------------------
def run_job(job_id: str | UUID) -> None:
    """Do one request from claim to outcome. Harmless when it is already done, running elsewhere or unknown."""
    jobs.run(ReportJob, job_id, _make, step=STEPS[0])


def _make(job: ReportJob) -> None:
    """Rendering happens outside of transactions: it lasts a thousand times as long as a write."""
    from . import pdf  # only workers pay for loading WeasyPrint

    snapshot = _gather(job)
    code = new_code()
    number = reserve_number(job)
    snapshot["document"] = {
        "number": f"{number:04d}-{job.campaign.year}",
        "code": code,
        "issued_on": timezone.localdate().isoformat(),
        "verify_url": f"{settings.SITE_URL}/reports/verify/{code}/",
    }
    _move_on(job, 1)
    content = pdf.render_pdf(pdf.document_html(job.kind, snapshot))
    _move_on(job, 2)
    issue_document(job=job, snapshot=snapshot, number=number, code=code, content=content)


def _gather(job: ReportJob) -> Snapshot:
    if job.kind == Document.Kind.FOLLOW_UP_PLAN:
        return build_plan(teacher=job.teacher, campaign=job.campaign, by=job.requested_by)
    return build_sheet(visit_id=job.visit_id, by=job.requested_by)


def _move_on(job: ReportJob, done: int) -> None:
    jobs.move_on(job, done=done, step=STEPS[done])


# --- Numbering and issuing -------------------------------------------------------------------------------------
@transaction.atomic
def reserve_number(job: ReportJob) -> int:
    """Give the request its number and keep it there: a second attempt prints the same, so none is lost or doubled.

    Numbers of requests that failed for good are handed out again before new ones.
    """
    if job.number is None:
        job.number = _orphaned_number(job) or _next_number(job.kind, job.campaign)
        if not jobs.mine(job).update(number=job.number):
            raise jobs.Superseded
    return job.number


def _orphaned_number(job: ReportJob) -> int | None:
    for orphan in ReportJob.objects.filter(
        kind=job.kind,
        campaign__ugel=job.campaign.ugel_id,
        campaign__year=job.campaign.year,
        status=ReportJob.Status.FAILED,
        number__isnull=False,
    ).order_by("number"):
        if ReportJob.objects.filter(pk=orphan.pk, number=orphan.number).update(number=None):
            return orphan.number
    return None


def _next_number(kind: str, campaign: Campaign) -> int:
    """Raise the counter by one update, which also locks its row until the transaction ends."""
    key: dict[str, Any] = {"kind": kind, "ugel_id": campaign.ugel_id, "year": campaign.year}
    if not DocumentCounter.objects.filter(**key).update(last=F("last") + 1):
        DocumentCounter.objects.get_or_create(**key)
        DocumentCounter.objects.filter(**key).update(last=F("last") + 1)
    return DocumentCounter.objects.values_list("last", flat=True).get(**key)


def issue_document(*, job: ReportJob, snapshot: Snapshot, number: int, code: str, content: bytes) -> Document:
    """Store the file, create the document and finish the request, all or nothing.

    The document takes the request's id: a request can never issue two.
    """
    document = Document(
        id=job.pk,
        kind=job.kind,
        ugel_id=job.campaign.ugel_id,
        campaign=job.campaign,
        institution_id=snapshot["institution"]["id"],
        teacher=job.teacher,
        visit_id=job.visit_id,
        year=job.campaign.year,
        number=number,
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
            document.save(force_insert=True)
            jobs.finish(job, document=document)
    except BaseException:
        document.file.delete(save=False)
        raise
    return document


def _file_name(job: ReportJob, attempt: int) -> str:
    return f"{job.pk}-{attempt}.pdf"


def _drop_leftovers(document: Document, job: ReportJob) -> None:
    """Remove what an attempt left behind that was killed between writing its file and its row."""
    field = Document._meta.get_field("file")
    for attempt in range(1, job.attempts):
        document.file.storage.delete(field.generate_filename(document, _file_name(job, attempt)))
