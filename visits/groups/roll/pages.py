"""The roll: GIA, RTC and workshops that each person is owed this year, and in how many they took part."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from accompaniment.access import AuthedRequest, deny, get_visible_or_404, reach_of
from accompaniment.audit.services import log_access
from accompaniment.exports.pages import answer_with_list
from accompaniment.lib.drafts import login_required
from accompaniment.lib.paging import page_of
from accompaniment.lib.sorting import sorting_of
from accompaniment.models import AccessLogEntry, Campaign, Post, Teacher
from accompaniment.people.guards import follows_joined_records
from visits.groups.guards import may_convene
from visits.groups.models import Attendance
from visits.groups.shares import STRATEGIES, drawn, shares, shares_of

from .exports import SessionsRoll, narrowed_roll

PAGE = 25


@login_required
@require_safe
def sessions_roll(request: AuthedRequest) -> HttpResponse:
    if not may_convene(reach_of(request.user)):
        deny(_("Esta lista es de quienes acompañan, dirigen o coordinan en la UGEL."))
    found, campaign = narrowed_roll(request.user, request.GET)
    sorting = sorting_of(request, name="search_name", kind="kind")
    page = page_of(request, sorting.rows(found.qs), size=PAGE)
    context = {
        "filter": found,
        "campaign": campaign,
        "page": page,
        "rows": [(person, shares(person)) for person in page],
        "strategies": STRATEGIES,
        "sorting": sorting,
    }
    return render(request, "visits/groups/roll.html", context)


@login_required
@follows_joined_records
@require_safe
def person_sessions(request: AuthedRequest, teacher_id: UUID) -> HttpResponse:
    """What one person is owed this year, and the sessions to which they were called, newest first."""
    teacher = get_visible_or_404(Teacher.objects.visible_to(request.user), pk=teacher_id)
    log_access(by=request.user, what=AccessLogEntry.What.PERSON, teacher=teacher)
    campaign = _year_of(teacher)
    found = shares_of(teacher, campaign, by=request.user) if campaign else []
    rows = Attendance.objects.visible_to(request.user).filter(teacher=teacher)
    context = {
        "teacher": teacher,
        "campaign": campaign,
        "shares": found,
        "chart": drawn(found),
        "attendances": rows.select_related("session").order_by("-session__held_on", "-pk"),
    }
    return render(request, "visits/groups/person.html", context)


def _year_of(teacher: Teacher) -> Campaign | None:
    """The year of today of the UGEL where the person works, or worked last."""
    posts = Post.objects.filter(teacher=teacher).order_by("-starts_on", "-pk")
    ugel = posts.values_list("institution__ugel", flat=True).first()
    return Campaign.objects.current(ugel) if ugel else None


@login_required
@require_GET
def sessions_roll_export(request: AuthedRequest) -> HttpResponseBase:
    """The roll with its filters as a file."""
    return answer_with_list(request, SessionsRoll)
