"""Documents of several people at once: follow-up plans of who can get one; and of any batch how far it is, what was
issued together in a file, and what failed asked for again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accompaniment.access import get_visible_or_404, require
from accompaniment.access.guards import require_specialist
from accompaniment.audit.services import log_access
from accompaniment.jobs import runs
from accompaniment.lib.drafts import login_required
from accompaniment.lib.tables.columns import Column
from accompaniment.lib.tables.writing import Table
from accompaniment.models import AccessLogEntry, Campaign, Phase, Teacher, User
from accompaniment.people.marked import marked_people
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
from reports.documents.models.batches import Batch
from reports.documents.models.jobs import ReportJob, ReportJobQuerySet
from visits.models import Visit

from .archives import archive_of
from .requests import request_batch, retry_failed
from .rights import issuing_posts

if TYPE_CHECKING:
    from accompaniment.access import AuthedRequest


@dataclass(frozen=True)
class Asked:
    """Of those ticked: who can get a plan, by the year that it is of, and who can't yet, with the reason."""

    ready: dict[Campaign, list[Teacher]] = field(default_factory=lambda: defaultdict(list))
    refused: list[tuple[Teacher, str]] = field(default_factory=list)

    @property
    def people(self) -> list[Teacher]:
        return [teacher for people in self.ready.values() for teacher in people]


def _asked(user: User, people: Sequence[Teacher]) -> Asked:
    """What can be told without reading each record whole; the plan itself still refuses what it lacks."""
    posts = issuing_posts(user, people)
    current = Campaign.objects.current_of({post.institution.ugel_id for post in posts.values()})
    diagnostics = Visit.objects.closed().filter(teacher__in=people, phase=Phase.DIAGNOSTIC, unobserved_why="")
    diagnosed = set(diagnostics.values_list("teacher", "campaign"))
    asked = Asked()
    for teacher in people:
        post = posts.get(teacher.pk)
        campaign = current.get(post.institution.ugel_id) if post else None
        if campaign is None:
            asked.refused.append((teacher, _("Su UGEL todavía no tiene un año de acompañamiento.")))
        elif (teacher.pk, campaign.pk) not in diagnosed:
            asked.refused.append((teacher, _("Todavía no tiene una visita diagnóstica cerrada.")))
        else:
            asked.ready[campaign].append(teacher)
    return asked


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_plans(request: AuthedRequest) -> HttpResponse:
    """Say whose plans would be issued (`?people=`); on POST, ask for those of the people who stayed ticked."""
    require_specialist(request.user)
    sent = request.POST if request.method == "POST" else request.GET
    people = list(marked_people(request.user, sent.getlist("people")))
    if not people:
        messages.info(request, _("Primero marca en la lista de quiénes quieres el plan de seguimiento."))
        return redirect("teachers")
    asked = _asked(request.user, people)
    if request.method == "POST" and asked.people:
        batches = [
            request_batch(kind=FOLLOW_UP_PLAN, targets=targets, campaign=campaign, by=request.user)
            for campaign, targets in asked.ready.items()
        ]
        return redirect("reports:batch", batches[0].pk) if len(batches) == 1 else redirect("reports:documents")
    return render(request, "reports/documents/request_plans.html", {"asked": asked})


def _own_batch(request: AuthedRequest, batch_id: UUID) -> Batch:
    batches = Batch.objects.visible_to(request.user).filter(requested_by=request.user)
    found: Batch = get_visible_or_404(
        batches.select_related("campaign__ugel", "session", "requested_by").with_progress(), pk=batch_id
    )
    return found


def _jobs(request: AuthedRequest, batch: Batch) -> ReportJobQuerySet:
    jobs: ReportJobQuerySet = batch.jobs.visible_to(request.user)
    return jobs.select_related("teacher").order_by("teacher__search_name", "pk")


@login_required
@require_safe
def batch_page(request: AuthedRequest, batch_id: UUID) -> HttpResponse:
    """How far each document of a batch is, for who asked for it."""
    batch = _own_batch(request, batch_id)
    jobs = _jobs(request, batch)
    waiting = jobs.unfinished().order_by("heartbeat_at").first()
    if waiting:
        runs.requeue_if_lost(waiting)
    context = {"batch": batch, "jobs": jobs, "progress": batch.progress, "waiting": waiting}
    return render(request, "reports/documents/batch.html", context)


@login_required
@require_safe
def batch_progress(request: AuthedRequest, batch_id: UUID) -> JsonResponse:
    """The figures of a batch's page, for its script."""
    batch = _own_batch(request, batch_id)
    waiting = batch.jobs.unfinished().order_by("heartbeat_at").first()
    if waiting:
        runs.requeue_if_lost(waiting)
    told = batch.progress
    return JsonResponse({"is_finished": told.is_finished, "percent": told.percent, "text": told.text})


@login_required
@require_safe
def batch_archive(request: AuthedRequest, batch_id: UUID) -> HttpResponse | FileResponse:
    """What was issued of a batch as one ZIP, with a table of all that was asked for and what came of each."""
    batch = _own_batch(request, batch_id)
    jobs = list(_jobs(request, batch).select_related("document__teacher", "document__institution"))
    documents = [job.document for job in jobs if job.document]
    for document in documents:
        require(document.readable_by(request.user))
    try:
        archive = archive_of(documents, index=_index(jobs))
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
        return redirect("reports:batch", batch.pk)
    with transaction.atomic():
        for document in documents:  # each person reads in her own log who took her document
            log_access(
                by=request.user,
                what=AccessLogEntry.What.DOWNLOAD,
                teacher=document.teacher,
                institution=document.institution,
                ugel=None if document.institution else batch.campaign.ugel,
                object_id=document.pk,
                about=document.full_number,
            )
    return FileResponse(archive, as_attachment=True, filename=_("documentos.zip"), content_type="application/zip")


def _index(jobs: Iterable[ReportJob]) -> Table:
    columns = [
        Column("number", _("Número"), width=12),
        Column("person", _("Persona"), width=34),
        Column("said", _("Qué pasó"), width=40),
        Column("sha256", _("Huella digital (SHA-256)"), width=66),
    ]
    return Table(_("indice"), columns, [_what_came(job) for job in jobs])


def _what_came(job: ReportJob) -> list[str]:
    if document := job.document:
        said = _("anulado") if document.is_annulled else _("emitido")
        return [document.full_number, str(job.teacher), said, document.sha256]
    return ["", str(job.teacher), job.error or str(job.get_status_display()), ""]


@login_required
@require_POST
def batch_retry(request: AuthedRequest, batch_id: UUID) -> HttpResponse:
    """Ask again for what failed of a batch, and for nothing else."""
    batch = _own_batch(request, batch_id)
    n = retry_failed(batch=batch)
    said = ngettext("%(n)d documento se pidió otra vez.", "%(n)d documentos se pidieron otra vez.", n)
    messages.success(request, said % {"n": n})
    return redirect("reports:batch", batch.pk)
