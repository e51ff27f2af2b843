"""The pages of a join that was made: how the person enters now, and undoing it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accompaniment.access import AuthedRequest
from accompaniment.access.guards import asks_administrators_again, managed_or_refused
from accompaniment.accounts.charge import may_hand_link
from accompaniment.audit.models.access_log import AccessLogEntry
from accompaniment.audit.services import log_access
from accompaniment.lib.drafts import login_required
from accompaniment.people.assignments.models import Assignment
from accompaniment.people.assignments.owed import owed_visits
from accompaniment.people.models.merged_records import MergedRecord
from accompaniment.people.models.posts import Teacher

from .accounts import Entering, with_ways_in
from .undo import Undo
from .undoing import reasons_against, undo_merge


def _managed_record(request: AuthedRequest, former_id: UUID) -> MergedRecord:
    records = MergedRecord.objects.select_related("kept__user", "by")
    visible = records.filter(kept__in=Teacher.objects.visible_to(request.user).values("pk"))
    return managed_or_refused(visible, MergedRecord.objects.managed_by(request.user), pk=former_id)


@login_required
@require_safe
def joined(request: AuthedRequest, former_id: UUID) -> HttpResponse:
    """What became of two records: one, how the person enters now, and until when it can be undone."""
    record = _managed_record(request, former_id)
    entering = Entering.of(with_ways_in(Teacher.objects.filter(pk=record.kept_id)).get())
    log_access(by=request.user, what=AccessLogEntry.What.DATA, teacher=record.kept)
    context = {
        "record": record,
        "entering": entering,
        "former_names": Undo.of(record).names_no_longer_used(),
        "owed": visits_owed(record.kept),
        "verdict": may_hand_link(request.user, entering.account) if entering else True,
    }
    return render(request, "accompaniment/merging/joined.html", context)


def visits_owed(teacher: Teacher) -> list[tuple[str, str, int]]:
    """The visits that the person is owed in campaigns that go on: year, place and how many fall to it."""
    assignments = Assignment.objects.filter(post__teacher=teacher, campaign__closed_at=None)
    owed = owed_visits(assignments, "campaign__year", "post__institution__name")
    return sorted((str(year), place, visits) for (year, place), visits in owed.items())


@login_required
@asks_administrators_again
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: AuthedRequest, former_id: UUID) -> HttpResponse:
    record = _managed_record(request, former_id)
    reasons = reasons_against(record, by=request.user)
    if request.method == "POST" and not reasons:
        try:
            back = undo_merge(by=request.user, record=record)
        except ValidationError as refusal:
            reasons = refusal.messages
        else:
            text = _("Otra vez son dos fichas, como estaban. Si no son la misma persona, dilo aquí.")
            messages.success(request, text)
            return redirect("duplicate", record.kept_id, back.pk)
    log_access(by=request.user, what=AccessLogEntry.What.DATA, teacher=record.kept)
    context = {"record": record, "reasons": reasons, "back": Undo.of(record).holdings()}
    return render(request, "accompaniment/merging/undo.html", context)
