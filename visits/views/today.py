"""The companion's day: what is due, what is unfinished, what was agreed, and her people."""

from datetime import date, timedelta

from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accompaniment.access import AuthedRequest, reach_of
from accompaniment.models import Assignment, Teacher

from ..models import Commitment, Visit

AHEAD = timedelta(days=14)
SHOWN = 10


def today(request: AuthedRequest) -> HttpResponse:
    """Render the day of the companion who signed in; `home` decides who is one."""
    day = timezone.localdate()
    own = Visit.objects.visible_to(request.user).filter(companion__in=reach_of(request.user).companion_ids)
    planned = list(own.planned().filter(visited_on__lte=day + AHEAD).for_list().reverse()[: 2 * SHOWN])
    context = {
        "today": day,
        "overdue": [visit for visit in planned if visit.visited_on < day],
        "coming": [visit for visit in planned if visit.visited_on >= day],
        "drafts": own.drafts().for_list()[:SHOWN],
        "agreed": _with_commitments_due(request, day),
        "assignments": _people(request),
    }
    return render(request, "visits/today.html", context)


def _with_commitments_due(request: AuthedRequest, day: date) -> QuerySet[Teacher]:
    """Her people with commitments that fall due soon (`due`) or already did (`overdue`)."""
    pending = Q(commitments__in=Commitment.objects.pending())
    return (
        Teacher.objects.filter(pk__in=reach_of(request.user).accompanied_teachers)
        .annotate(
            due=Count("commitments", filter=pending & Q(commitments__due_on__range=(day, day + AHEAD))),
            overdue=Count("commitments", filter=pending & Q(commitments__due_on__lt=day)),
        )
        .filter(Q(due__gt=0) | Q(overdue__gt=0))
        .order_by("search_name")
    )


def _people(request: AuthedRequest) -> list[Assignment]:
    closed = Q(visits__status=Visit.Status.CLOSED)
    return list(
        Assignment.objects.of_companion(request.user)
        .select_related("post__teacher", "post__institution", "campaign")
        .annotate(made=Count("visits", filter=closed), last_on=Max("visits__visited_on", filter=closed))
        .order_by("post__teacher__search_name")
    )
