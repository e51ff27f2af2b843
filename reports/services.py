"""Writes on requests and issued documents: asking, claiming, moving on, issuing, failing, finding what was lost."""

from __future__ import annotations

import hashlib
import logging
import traceback
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from accompaniment.models import Campaign, Teacher, User

from .models import Document, DocumentCounter, ReportJob
from .models.documents import new_code
from .plans import PlanRefused, build_plan

if TYPE_CHECKING:
    from .plans import Snapshot

log = logging.getLogger(__name__)

STEPS = [gettext_noop("Reunir los datos"), gettext_noop("Dibujar el documento"), gettext_noop("Numerar y sellar")]
MAX_ATTEMPTS = 3
QUEUED_LOST_AFTER = timedelta(seconds=45)  # a message that old was lost with its broker, or waits behind many others
RUNNING_LOST_AFTER = timedelta(seconds=90)  # no step lasts that long: its worker is gone
UNEXPECTED = gettext_noop("Algo salió mal de nuestro lado. Puedes pedirlo otra vez; si se repite, avisa a tu UGEL.")


class Superseded(Exception):
    """Another attempt took this request over; what this one made is dropped."""


# --- Asking ----------------------------------------------------------------------------------------------------
def request_plan(*, teacher: Teacher, campaign: Campaign, by: User) -> ReportJob:
    """Queue the follow-up plan; while the same person's earlier request is unfinished, return that one."""
    same = {"kind": Document.Kind.FOLLOW_UP_PLAN, "teacher": teacher, "campaign": campaign, "requested_by": by}
    try:
        with transaction.atomic():
            job = ReportJob.objects.create(**same, total=len(STEPS), heartbeat_at=timezone.now())
            _send(job.pk)
    except IntegrityError:
        earlier = ReportJob.objects.unfinished().filter(**same).first()
        return earlier or request_plan(teacher=teacher, campaign=campaign, by=by)
    return job


def _send(job_id: UUID) -> None:
    from .tasks import run_report_job  # tasks are doors to this module: they import it

    run_report_job.delay_on_commit(str(job_id))


# --- Running ---------------------------------------------------------------------------------------------------
def run_job(job_id: str | UUID) -> None:
    """Do one request from claim to outcome. Harmless when it is already done, running elsewhere or unknown."""
    job = _claim(job_id)
    if job is None:
        return
    try:
        with translation.override("es"):
            _make_plan(job)
    except Superseded:
        log.warning("Report job %s was taken over by another attempt", job.pk)
    except PlanRefused as refused:
        _fail(job, str(refused))
    except Exception as error:
        _log_without_values(job, error)
        if job.attempts < MAX_ATTEMPTS:
            _queue_again(job)
        else:
            _fail(job, UNEXPECTED)


def _log_without_values(job: ReportJob, error: Exception) -> None:
    """Log where it broke; an error's own text may quote a name or a document number."""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("Report job %s failed at attempt %s: %s\n%s", job.pk, job.attempts, type(error).__name__, where)


def _claim(job_id: str | UUID) -> ReportJob | None:
    claimed = ReportJob.objects.filter(pk=job_id, status=ReportJob.Status.QUEUED).update(
        status=ReportJob.Status.RUNNING,
        attempts=F("attempts") + 1,
        step=STEPS[0],
        done=0,
        heartbeat_at=timezone.now(),
    )
    if not claimed:
        return None
    return ReportJob.objects.select_related("teacher", "campaign__ugel__region", "requested_by").get(pk=job_id)


def _make_plan(job: ReportJob) -> None:
    """Rendering happens outside of transactions: it lasts a thousand times as long as a write."""
    from . import pdf  # only workers pay for loading WeasyPrint

    plan = build_plan(teacher=job.teacher, campaign=job.campaign, by=job.requested_by)
    code = new_code()
    number = reserve_number(job)
    plan["document"] = {
        "number": f"{number:04d}-{job.campaign.year}",
        "code": code,
        "issued_on": timezone.localdate().isoformat(),
        "verify_url": f"{settings.SITE_URL}/reports/verify/{code}/",
    }
    _move_on(job, 1)
    content = pdf.render_pdf(pdf.plan_html(plan))
    _move_on(job, 2)
    issue_document(job=job, plan=plan, number=number, code=code, content=content)


def _mine(job: ReportJob) -> Any:
    """The row of this attempt: none once another attempt has claimed the request."""
    return ReportJob.objects.filter(pk=job.pk, status=ReportJob.Status.RUNNING, attempts=job.attempts)


def _move_on(job: ReportJob, done: int) -> None:
    if not _mine(job).update(done=done, step=STEPS[done], heartbeat_at=timezone.now()):
        raise Superseded


# --- Numbering and issuing -------------------------------------------------------------------------------------
@transaction.atomic
def reserve_number(job: ReportJob) -> int:
    """Give the request its number and keep it there: a second attempt prints the same, so none is lost or doubled.

    Numbers of requests that failed for good are handed out again before new ones.
    """
    if job.number is None:
        job.number = _orphaned_number(job) or _next_number(job.kind, job.campaign)
        if not _mine(job).update(number=job.number):
            raise Superseded
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


def issue_document(*, job: ReportJob, plan: Snapshot, number: int, code: str, content: bytes) -> Document:
    """Store the file, create the document and finish the request, all or nothing.

    The document takes the request's id: a request can never issue two.
    """
    document = Document(
        id=job.pk,
        kind=job.kind,
        ugel_id=job.campaign.ugel_id,
        campaign=job.campaign,
        institution_id=plan["institution"]["id"],
        teacher=job.teacher,
        year=job.campaign.year,
        number=number,
        code=code,
        snapshot=plan,
        sha256=hashlib.sha256(content).hexdigest(),
        issued_by=job.requested_by,
        issued_at=timezone.now(),
    )
    _drop_leftovers(document, job)
    document.file.save(_file_name(job, job.attempts), ContentFile(content), save=False)
    try:
        with transaction.atomic():
            document.save(force_insert=True)
            finished = _mine(job).update(
                status=ReportJob.Status.DONE,
                step="",
                done=job.total,
                document=document,
                error="",
                heartbeat_at=timezone.now(),
                finished_at=timezone.now(),
            )
            if not finished:
                raise Superseded
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


# --- Failing and finding what was lost -------------------------------------------------------------------------
def _fail(job: ReportJob, reason: str) -> None:
    _mine(job).update(status=ReportJob.Status.FAILED, step="", error=reason[:400], finished_at=timezone.now())


@transaction.atomic
def _queue_again(job: ReportJob) -> None:
    if _mine(job).update(status=ReportJob.Status.QUEUED, step="", done=0, heartbeat_at=timezone.now()):
        _send(job.pk)


def requeue_lost_jobs() -> int:
    """Send again what lost its message or its worker; return how many. Safe to call often and from anywhere."""
    now = timezone.now()
    unsent = Q(status=ReportJob.Status.QUEUED, heartbeat_at__lt=now - QUEUED_LOST_AFTER)
    silent = Q(status=ReportJob.Status.RUNNING, heartbeat_at__lt=now - RUNNING_LOST_AFTER)
    return sum(_requeue(job) for job in ReportJob.objects.filter(unsent | silent).order_by("created_at")[:100])


@transaction.atomic
def _requeue(job: ReportJob) -> int:
    """Take one lost request back, unless another caller just did or its attempts are spent."""
    same = ReportJob.objects.filter(pk=job.pk, status=job.status, heartbeat_at=job.heartbeat_at)
    if job.status == ReportJob.Status.RUNNING and job.attempts >= MAX_ATTEMPTS:
        same.update(status=ReportJob.Status.FAILED, step="", error=UNEXPECTED, finished_at=timezone.now())
        return 0
    if not same.update(status=ReportJob.Status.QUEUED, step="", done=0, heartbeat_at=timezone.now()):
        return 0
    _send(job.pk)
    return 1
