"""The page of an accompanied person: visits, levels and commitments, in one place."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accompaniment.access import AuthedRequest, Reach, get_visible_or_404, reach_of
from accompaniment.audit.services import log_access
from accompaniment.lib.drafts import login_required
from accompaniment.models import AccessLogEntry, Assignment, Institution, Post, Teacher
from accompaniment.people.guards import follows_joined_records
from visits.commitments.models import Commitment
from visits.commitments.standings import standings_about
from visits.contacts.made import with_any_contact
from visits.contacts.models import Contact
from visits.groups.models import Attendance
from visits.record.made import with_visits_made
from visits.record.models.visits import Visit
from visits.today.waiting import waiting_for_accompanied
from visits.training.hours import training_record

from .timeline import by_month, contact_events, group_events, summary, visit_events
from .trajectories import scores_of, trajectories_of


@login_required
@follows_joined_records
@require_safe
def teacher_detail(request: AuthedRequest, teacher_id: UUID) -> HttpResponse:
    posts = list(
        with_any_contact(Post.objects.visible_to(request.user))
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
        .order_by("-starts_on", "-pk")
    )
    attended = Attendance.objects.visible_to(request.user).not_cancelled().filter(teacher=teacher)
    attendances = list(attended.select_related("session__campaign").order_by("-session__held_on", "-pk"))
    asks = not posts or posts[0].has_contacts
    contacts = list(Contact.objects.visible_to(request.user).about(teacher)) if asks else []
    scores = scores_of(visits, request.user)
    found = standings_about(teacher, by=request.user)
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
        "trajectories": trajectories_of([visit for visit in reversed(visits) if visit.pk in scores], scores),
        "summary": summary(visits, attendances, found, contacts),
        "training": training_record(attendances),
        "pending": [standing for standing in found if standing.is_pending],
        "fulfilled": [standing for standing in found if standing.status == Commitment.Status.FULFILLED],
        "no_longer": [standing for standing in found if standing.status == Commitment.Status.NO_LONGER],
        "months": by_month([*visit_events(visits, scores), *contact_events(contacts), *group_events(attendances)]),
        "may_manage": any(reach.keeps(post.institution.ugel_id) for post in running),
        "may_reopen": any(reach.keeps(post.institution.ugel_id) for post in posts),
        "may_issue": any(reach.leads(post.institution) for post in posts),
        "is_own": is_own,
        "contacts_to_read": [contact for contact in contacts if contact.waits_for_her] if is_own else [],
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
