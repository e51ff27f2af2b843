"""The page of an accompanied person: visits, levels and commitments, in one place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accompaniment.access import AuthedRequest, Reach, get_visible_or_404, reach_of
from accompaniment.audit.services import log_access
from accompaniment.lib.drafts import login_required
from accompaniment.models import AccessLogEntry, Assignment, Institution, Post, Teacher, User
from accompaniment.people.guards import follows_joined_records
from rubrics.models import Criterion
from visits.commitments.models import Commitment, CommitmentReview
from visits.commitments.standings import standings_of
from visits.groups.models import Attendance
from visits.record.made import with_visits_made
from visits.record.models.contents import Score
from visits.record.models.visits import Visit
from visits.today.waiting import waiting_for_accompanied

from .timeline import by_month, group_events, summary, visit_events


@dataclass(frozen=True)
class Trajectory:
    """Levels of one instrument version: a row for each criterion, a column for each closed visit, oldest first."""

    title: str
    visits: list[Visit]
    rows: list[tuple[Criterion, list[str]]]


@login_required
@follows_joined_records
@require_safe
def teacher_detail(request: AuthedRequest, teacher_id: UUID) -> HttpResponse:
    posts = list(
        Post.objects.visible_to(request.user)
        .filter(teacher=teacher_id)
        .select_related("teacher", "institution__network")
    )
    # Whoever sees a post sees its person; without one in sight, the person may still be the reader.
    teacher = posts[0].teacher if posts else get_visible_or_404(Teacher.objects.visible_to(request.user), pk=teacher_id)
    reach = reach_of(request.user)
    log_access(by=request.user, what=AccessLogEntry.What.PERSON, teacher=teacher, institution=_within(reach, posts))
    visits = list(Visit.objects.visible_to(request.user).filter(teacher=teacher).for_list())
    assignments = (
        with_visits_made(Assignment.objects.visible_to(request.user))
        .filter(post__teacher=teacher)
        .select_related("companion__user", "post__institution", "campaign__ugel")
        .order_by("-starts_on")
    )
    told = CommitmentReview.objects.told().visible_to(request.user).select_related("visit")
    commitments = (
        Commitment.objects.visible_to(request.user)
        .agreed()
        .of_teacher(teacher)
        .with_hidden_verdicts(request.user)
        .select_related("criterion", "visit", "session")
        .prefetch_related(Prefetch("reviews", told, to_attr="told"))
    )
    attended = Attendance.objects.visible_to(request.user).filter(teacher=teacher)
    attendances = list(attended.select_related("session").order_by("-session__held_on"))
    scores = scores_of(visits, request.user)
    found = sorted(standings_of(commitments, by=request.user), key=lambda one: one.agreed_on, reverse=True)
    is_own = reach.is_own_record(teacher.pk)
    running = [post for post in posts if not post.has_ended]
    context = {
        "teacher": teacher,
        "posts": posts,
        "is_known_today": is_own
        or reach.accompanies(teacher.pk)
        or any(reach.leads(post.institution) for post in running),
        "former_places": _former_places(posts),
        "assignments": [(a, bool(a.accompanied_by(request.user))) for a in assignments],
        "trajectories": trajectories([visit for visit in reversed(visits) if visit.is_closed], scores),
        "summary": summary(visits, attendances, found),
        "pending": [standing for standing in found if standing.is_pending],
        "fulfilled": [standing for standing in found if not standing.is_pending],
        "months": by_month([*visit_events(visits, scores), *group_events(attendances)]),
        "may_manage": any(reach.keeps(post.institution.ugel_id) for post in running),
        "may_reopen": any(reach.keeps(post.institution.ugel_id) for post in posts),
        "may_issue": any(reach.leads(post.institution) for post in posts),
        "is_own": is_own,
        "waiting": waiting_for_accompanied(request.user, timezone.localdate()) if is_own else None,
    }
    return render(request, "visits/overview/teacher.html", context)


def _former_places(posts: Iterable[Post]) -> str:
    """Where somebody worked of whom the reader sees posts that are over, each place once."""
    return ", ".join(dict.fromkeys(str(post.institution) for post in posts if post.has_ended))


def _within(reach: Reach, posts: Sequence[Post]) -> Institution | None:
    """The place of the person through which the reader reaches them, else the latest."""
    places = [post.institution for post in posts]
    return next(filter(reach.leads, places), places[0] if places else None)


def scores_of(visits: Sequence[Visit], user: User) -> dict[Any, list[Score]]:
    """The levels of the closed ones among these visits, by visit and in the order of their instrument.

    A visit that the reader still observes apart has none.
    """
    closed = Visit.objects.closed().filter(pk__in=[visit.pk for visit in visits])
    shown = Score.objects.filter(visit__in=closed.with_levels_shown_to(user).values("pk"))
    found: dict[Any, list[Score]] = {}
    for score in shown.select_related("criterion").order_by("criterion__order"):
        found.setdefault(score.visit_id, []).append(score)
    return found


def trajectories(ordered: Sequence[Visit], scores: Mapping[Any, Sequence[Score]]) -> list[Trajectory]:
    """Levels by criterion over these visits, oldest first: one table for each instrument version they used."""
    return [_trajectory(of_version, scores) for of_version in _by_version(ordered)]


def _trajectory(visits: list[Visit], scores: Mapping[Any, Sequence[Score]]) -> Trajectory:
    levels = {(visit.pk, score.criterion_id): score for visit in visits for score in scores.get(visit.pk, ())}
    criteria = {score.criterion_id: score.criterion for score in levels.values()}
    return Trajectory(
        title=str(visits[0].version.instrument),
        visits=visits,
        rows=[
            (criterion, [levels[v.pk, key].short or "—" if (v.pk, key) in levels else "—" for v in visits])
            for key, criterion in sorted(criteria.items(), key=lambda pair: pair[1].order)
        ],
    )


def _by_version(visits: Iterable[Visit]) -> list[list[Visit]]:
    groups: dict[int, list[Visit]] = {}
    for visit in visits:
        groups.setdefault(visit.version_id, []).append(visit)
    return list(groups.values())
