"""The page of an accompanied person: her visits, levels and commitments, in one place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accompaniment.access import AuthedRequest, Reach, get_visible_or_404, reach_of
from accompaniment.models import Assignment, Institution, Post, Reading, Teacher
from accompaniment.services.readings import log_reading
from rubrics.models import Criterion

from ..models import Attendance, Commitment, Score, Visit


@dataclass(frozen=True)
class Trajectory:
    """Levels of one instrument version: a row for each criterion, a column for each closed visit, oldest first."""

    title: str
    visits: list[Visit]
    rows: list[tuple[Criterion, list[str]]]


@login_required
@require_safe
def teacher_detail(request: AuthedRequest, teacher_id: UUID) -> HttpResponse:
    posts = list(
        Post.objects.visible_to(request.user)
        .filter(teacher=teacher_id)
        .select_related("teacher", "institution__network")
    )
    # Whoever sees a post sees its person; without one in sight, she herself may still be the reader.
    teacher = posts[0].teacher if posts else get_visible_or_404(Teacher.objects.visible_to(request.user), pk=teacher_id)
    reach = reach_of(request.user)
    log_reading(by=request.user, what=Reading.What.PERSON, teacher=teacher, institution=_within(reach, posts))
    visits = list(Visit.objects.visible_to(request.user).filter(teacher=teacher).for_list())
    assignments = (
        Assignment.objects.visible_to(request.user)
        .filter(post__teacher=teacher)
        .select_related("companion__user", "post__institution", "campaign__ugel")
        .order_by("-starts_on")
    )
    commitments = (
        Commitment.objects.visible_to(request.user)
        .agreed()
        .of_teacher(teacher)
        .select_related("criterion", "visit", "session")
    )
    context = {
        "teacher": teacher,
        "posts": posts,
        "assignments": [(a, bool(a.recordable_by(request.user))) for a in assignments],
        "visits": visits,
        "trajectories": trajectories([visit for visit in reversed(visits) if visit.is_closed]),
        "pending": [commitment for commitment in commitments if commitment.is_pending],
        "fulfilled": [commitment for commitment in reversed(commitments) if not commitment.is_pending],
        "attendances": Attendance.objects.filter(teacher=teacher)
        .select_related("session")
        .order_by("-session__held_on"),
        "may_manage": any(post.institution.ugel_id in reach.specialist_ugels for post in posts),
        "may_issue": any(
            post.institution.ugel_id in reach.specialist_ugels or post.institution_id in reach.directed_institutions
            for post in posts
        ),
        "is_own": teacher.pk == reach.own_teacher,
    }
    return render(request, "visits/teacher.html", context)


def _within(reach: Reach, posts: Sequence[Post]) -> Institution | None:
    """The place of hers through which the reader reaches the person, else the latest."""
    places = [post.institution for post in posts]
    hers = (p for p in places if p.ugel_id in reach.specialist_ugels or p.pk in reach.directed_institutions)
    return next(hers, places[0] if places else None)


def trajectories(ordered: Sequence[Visit]) -> list[Trajectory]:
    """Levels by criterion over these visits, oldest first: one table for each instrument version they used."""
    scores = Score.objects.filter(visit__in=[v.pk for v in ordered]).select_related("criterion")
    levels = {(score.visit_id, score.criterion_id): score for score in scores}
    criteria = {score.criterion_id: score.criterion for score in levels.values()}
    return [
        Trajectory(
            title=str(of_version[0].version.instrument),
            visits=of_version,
            rows=[
                (
                    criterion,
                    [levels[v.pk, criterion.pk].short if (v.pk, criterion.pk) in levels else "—" for v in of_version],
                )
                for criterion in sorted(criteria.values(), key=lambda c: c.order)
                if criterion.version_id == of_version[0].version_id
            ],
        )
        for of_version in _by_version(ordered)
    ]


def _by_version(visits: Iterable[Visit]) -> list[list[Visit]]:
    groups: dict[int, list[Visit]] = {}
    for visit in visits:
        groups.setdefault(visit.version_id, []).append(visit)
    return list(groups.values())
