"""Reading visits: the list and one visit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from accompaniment.access import AuthedRequest, deny, get_visible_or_404, reach_of
from accompaniment.exports.pages import answer_with_list
from accompaniment.lib.drafts import login_required, typed
from accompaniment.lib.paging import page_of
from accompaniment.lib.sorting import sorting_of
from visits.alerts.models import Alert
from visits.closing.answering import answerable_by
from visits.closing.confirmations import acknowledgeable_by, signable_by, still_matches
from visits.closing.forms import AcknowledgeForm
from visits.closing.models import Confirmation
from visits.closing.signatures import path
from visits.commitments.models import CommitmentReview
from visits.commitments.standings import Standing, as_stored, standings_of
from visits.record.access_log import log_visit_access
from visits.record.models.submissions import Submission
from visits.record.models.visits import Visit, VisitQuerySet
from visits.talk.pages import conversation, self_levels
from visits.talk.services import takes_part

from .consolidated.lists import LevelsList, VisitsList, may_take_away
from .filters import VisitFilter

PAGE_SIZE = 25


@login_required
@require_safe
def visit_list(request: AuthedRequest) -> HttpResponse:
    reach = reach_of(request.user)
    has_visits = reach.is_companion or reach.is_former_companion or reach.is_accompanied
    if not (has_visits or reach.is_specialist or reach.is_director):
        deny(_("Tu rol ve resúmenes, no visitas de una persona."))
    visits = VisitFilter(request.GET, Visit.objects.visible_to(request.user), user=request.user)
    sorting = sorting_of(request, day="visited_on", person="teacher__search_name", place="institution__search_name")
    page = page_of(request, sorting.rows(visits.qs), size=PAGE_SIZE, annotate=_as_rows)
    return render(
        request,
        "visits/overview/list.html",
        {"filter": visits, "page": page, "sorting": sorting, "may_export": bool(may_take_away(request.user))},
    )


@login_required
@require_GET
def visit_list_export(request: AuthedRequest) -> HttpResponseBase:
    """The list with its filters as a file, a row a visit."""
    return answer_with_list(request, VisitsList)


@login_required
@require_GET
def visit_levels_export(request: AuthedRequest) -> HttpResponseBase:
    """The same, a row for each rubric of each visit."""
    return answer_with_list(request, LevelsList)


def _as_rows(visits: VisitQuerySet) -> VisitQuerySet:
    """Only what a row here shows: each join more is planned anew for every page."""
    return visits.select_related("teacher", "institution", "assignment").with_moves()


@login_required
@require_safe
def visit_detail(request: AuthedRequest, visit_id: UUID) -> HttpResponse:
    verdicts = CommitmentReview.objects.filter(commitment__visit=OuterRef("pk"))
    whole = Visit.objects.visible_to(request.user).with_record().with_what_follows()
    versions = Submission.objects.of_writer(request.user).filter(visit=OuterRef("pk"))
    whole = whole.annotate(
        has_verdicts=Exists(verdicts), has_versions=Exists(versions), is_compared=Exists(versions.waiting())
    )
    visit: Any = get_visible_or_404(whole, pk=visit_id)
    paired = visit.paired_observations.standing().select_related("observer") if visit.has_paired_observations else None
    pair = paired.first() if paired is not None else None
    if pair and pair.hides_from(request.user):
        context = {"visit": visit, "pair": pair, "alerts": _alerts(request, visit)}
        return render(request, "visits/calibration/pairs/unseen.html", context)
    log_visit_access(by=request.user, visit=visit)
    context = {
        "visit": visit,
        "opens_person": visit.opens_person_to(request.user),
        "may_edit": bool(visit.editable_by(request.user)),
        "may_cancel": bool(visit.cancellable_by(request.user)),
        "may_send": visit.is_outlived and bool(visit.receivable_by(request.user)),
        "may_correct": bool(visit.correctable_by(request.user)),
        "revisions": visit.revisions.defer("snapshot").select_related("by") if visit.has_revisions else [],
        "is_author": reach_of(request.user).wrote_as(visit.companion_id),
        "pair": pair,
        "attachments": visit.attachments.all() if visit.has_attachments else [],
        "alerts": _alerts(request, visit),
        "may_raise": visit.is_written_by(request.user) and not request.user.seen_by,
        "reschedulings": visit.reschedulings.all() if visit.planned_on else [],
        "next_on": next_to_plan(visit, request),
        "commitments": _commitments(request, visit),
        **_confirmations(visit, request),
    }
    context |= _levels(request, visit) | conversation(
        visit, request.user, typed(request, at=reverse("visits:comment", args=[visit.pk]))
    )
    return render(request, "visits/overview/detail.html", context)


def _commitments(request: AuthedRequest, visit: Any) -> list[Standing]:
    if not visit.has_verdicts:
        return [as_stored(commitment) for commitment in visit.commitments.all()]
    agreed = visit.commitments.select_related("criterion", "teacher").order_by("order")
    return standings_of(agreed.with_hidden_verdicts(request.user), by=request.user)


def _alerts(request: AuthedRequest, visit: Any) -> Iterable[Alert]:
    if not visit.has_alerts:
        return []
    return Alert.objects.visible_to(request.user).filter(visit=visit)


def _levels(request: AuthedRequest, visit: Any) -> dict[str, Any]:
    """Whether the levels wait until the person has looked at their own practice, and what they saw in it."""
    own = self_levels(visit) if visit.has_self_assessment and takes_part(visit, request.user) else {}
    is_own = reach_of(request.user).is_own_record(visit.teacher_id)
    may_look_first = is_own and visit.status == Visit.Status.CLOSED and not visit.conformity and not own
    return {
        "self_levels": own,
        "may_look_first": may_look_first,
        "levels_wait": may_look_first and "levels" not in request.GET,
    }


@dataclass(frozen=True)
class Signed:
    """A confirmation as the page shows it; `is_intact` is None for one of an earlier revision."""

    confirmation: Confirmation
    paths: list[str]
    is_intact: bool | None


def _confirmations(visit: Visit, request: AuthedRequest) -> dict[str, Any]:
    """Who confirmed the visit, and whether it is the reader's turn to do so."""
    if not visit.is_closed:
        return {}
    rows = [
        Signed(
            one,
            [path(stroke) for stroke in one.drawing],
            still_matches(visit, one) if one.revision == visit.revision else None,
        )
        for one in visit.confirmations.all()
    ]
    waits = visit.status == Visit.Status.CLOSED and not visit.conformity
    return {
        "confirmations": rows,
        "may_answer": bool(visit.conformity) and bool(answerable_by(visit, request.user)),
        "may_acknowledge": waits and bool(acknowledgeable_by(visit, request.user)),
        "may_sign": waits and bool(signable_by(visit, request.user)),
        "acknowledge_form": AcknowledgeForm(
            typed(request, at=reverse("visits:acknowledge", args=[visit.pk])), initial={"revision": visit.revision}
        ),
    }


def next_to_plan(visit: Visit, request: AuthedRequest) -> date | None:
    """The day agreed for the next visit, while nothing is planned yet and its author may plan it."""
    day: date | None = visit.dialogue.next_visit_on if visit.is_closed and hasattr(visit, "dialogue") else None
    if day is None or day < timezone.localdate() or not reach_of(request.user).works_as(visit.companion_id):
        return None
    return None if Visit.objects.planned().filter(assignment=visit.assignment_id).exists() else day
