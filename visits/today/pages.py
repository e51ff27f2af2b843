"""The companion's day: what is due, what is unfinished, what was agreed, and the people accompanied."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accompaniment.access import AuthedRequest
from accompaniment.models import Assignment, Teacher, User
from visits.calibration.models import PairedObservation
from visits.commitments.models import Commitment
from visits.record.finding import with_two_versions
from visits.record.made import with_visits_made
from visits.record.models.visits import Visit

from .waiting import with_unread

AHEAD = timedelta(days=14)
SHOWN = 10


@dataclass(frozen=True)
class Agreed:
    """Someone accompanied, with how many commitments fall due within two weeks and how many already did."""

    teacher: Teacher
    due: int
    overdue: int


def today(request: AuthedRequest) -> HttpResponse:
    """Render the day of the companion who signed in; `home` decides who is one."""
    day = timezone.localdate()
    own = Visit.objects.of_companion(request.user)
    planned = list(own.planned().filter(visited_on__lte=day + AHEAD).for_list().reverse()[: 2 * SHOWN])
    people = _people(request)
    context = {
        "today": day,
        "overdue": [visit for visit in planned if visit.visited_on < day],
        "coming": [visit for visit in planned if visit.visited_on >= day],
        "drafts": own.drafts().for_list()[:SHOWN],
        "compared": with_two_versions(own).for_list()[:SHOWN],
        "answered": with_unread(own, request.user),
        "unacknowledged": own.filter(status=Visit.Status.CLOSED).count(),
        "agreed": _with_commitments_due(request.user, people, day),
        "assignments": people,
        "invitations": PairedObservation.objects.waiting_for(request.user)
        .select_related("visit__teacher", "visit__institution", "invited_by")
        .order_by("visit__visited_on")[:SHOWN],
    }
    return render(request, "visits/today/today.html", context)


def _with_commitments_due(user: User, people: list[Assignment], day: date) -> list[Agreed]:
    """Who of the accompanied people has commitments that fall due soon, or already did."""
    counted = (
        Commitment.objects.filter(teacher__in=[assignment.post.teacher_id for assignment in people])
        .shown_to(user)
        .pending()
        .filter(due_on__lte=day + AHEAD)
        .values("teacher")
        .annotate(due=Count("pk", filter=Q(due_on__gte=day)), overdue=Count("pk", filter=Q(due_on__lt=day)))
        .order_by()
    )
    counts = {row["teacher"]: row for row in counted}
    teachers = {assignment.post.teacher_id: assignment.post.teacher for assignment in people}
    return [Agreed(teachers[pk], counts[pk]["due"], counts[pk]["overdue"]) for pk in teachers if pk in counts]


def _people(request: AuthedRequest) -> list[Assignment]:
    own = Assignment.objects.of_companion(request.user)
    own = own.select_related("post__teacher", "post__institution", "campaign")
    return list(with_visits_made(own).order_by("post__teacher__search_name"))
