"""From requests to their issued documents: gathered, numbered, drawn, sealed.

Small papers are made several at a time: of one whose drawing takes 50 ms, its rows alone took longer than that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from accompaniment.access import Denied
from accompaniment.jobs import runs
from reports.documents.kinds.base import DocumentRefused
from reports.documents.models.documents import Document, new_code, targets_of
from reports.documents.models.jobs import ReportJob

from .numbering import Reserved, reserve_numbers
from .targets import DocumentTarget

if TYPE_CHECKING:
    from reports.documents.kinds.base import Snapshot

STEPS = [gettext_noop("Reunir los datos"), gettext_noop("Dibujar el documento")]


@dataclass
class Draft:
    """A document on its way: what it is about and says; then its number; then its file."""

    job: ReportJob
    target: Any = field(init=False)
    snapshot: Snapshot = field(init=False)
    reserved: Reserved = field(init=False)
    content: bytes = field(init=False)


def run_job(job_id: str | UUID) -> None:
    """Do one request from claim to outcome. Harmless when it is already done, running elsewhere or unknown."""
    runs.run(ReportJob, job_id, lambda job: _make([job]), step=STEPS[0])


def run_next_jobs() -> None:
    """Do the request that is next by its turn, and those of the same behind it that are made along with it."""
    runs.run_next(ReportJob, _make, order=ReportJob.in_turn, step=STEPS[0])


def _make(jobs: list[ReportJob]) -> None:
    """Rendering happens outside of transactions: it lasts a thousand times as long as a write."""
    drafts = [Draft(job) for job in jobs]
    for step in (_gather, _number, _draw, _issue):
        drafts = _through(step, drafts)


def _through(step: Callable[[list[Draft]], None], drafts: list[Draft]) -> list[Draft]:
    """Take a step with all drafts at once, or where that fails with each alone, so that what spoils one spoils no
    other; return those that it succeeded with.
    """
    if not drafts:
        return []
    try:
        step(drafts)
    except Exception as error:
        if len(drafts) > 1:
            return [done for draft in drafts for done in _through(step, [draft])]
        runs.end_attempt(drafts[0].job, error)
        return []
    return drafts


def _gather(drafts: list[Draft]) -> None:
    """What each document says, if the person who asked for them may still issue it."""
    kind, campaign, by = drafts[0].job.of_kind, drafts[0].job.campaign, drafts[0].job.requested_by
    for draft, target in zip(drafts, targets_of([draft.job for draft in drafts]), strict=True):
        verdict = kind.may_issue(by, target)
        if isinstance(verdict, Denied):
            raise DocumentRefused(str(verdict.reason))
        draft.target, draft.snapshot = target, kind.gather(target, campaign=campaign, by=by)


def _number(drafts: list[Draft]) -> None:
    numbers = reserve_numbers([draft.job for draft in drafts], done=1, step=STEPS[1])
    today = timezone.localdate().isoformat()
    for draft in drafts:
        code = new_code()
        draft.reserved = numbers[draft.job.pk]
        draft.snapshot["document"] = {
            "number": str(draft.reserved),
            "code": code,
            "issued_on": today,
            "verify_url": f"{settings.SITE_URL}/reports/verify/{code}/",
        }


def _draw(drafts: list[Draft]) -> None:
    from . import pdf  # only workers pay for loading WeasyPrint

    for draft in drafts:
        draft.content = pdf.render_pdf(pdf.document_html(draft.job.of_kind, draft.snapshot))


def _issue(drafts: list[Draft]) -> None:
    """Store the files, create the documents and finish the requests, all or nothing.

    A document takes its request's id: a request can never issue two.
    """
    documents = []
    try:
        for draft in drafts:
            documents.append(_document(draft))
        with transaction.atomic():
            drafts[0].job.of_kind.settle([draft.target for draft in drafts])
            Document.objects.bulk_create(documents)
            runs.finish(*(draft.job for draft in drafts), document=F("pk"))
    except BaseException:
        for document in documents:
            document.file.delete(save=False)
        raise


def _document(draft: Draft) -> Document:
    """The document, whose file is stored, and whose row is not."""
    job = draft.job
    document = Document(
        id=job.pk,
        kind=job.kind,
        ugel_id=job.campaign.ugel_id,
        campaign=job.campaign,
        **_targets(job, draft.snapshot),
        **draft.reserved._asdict(),
        code=draft.snapshot["document"]["code"],
        snapshot=draft.snapshot,
        sha256=hashlib.sha256(draft.content).hexdigest(),
        issued_by=job.requested_by,
        issued_at=timezone.now(),
    )
    _drop_leftovers(document, job)
    document.file.save(_file_name(job, job.attempts), ContentFile(draft.content), save=False)
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
