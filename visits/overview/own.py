"""The first page of a teacher or promoter: what waits for her, what she agreed, and how her last visit was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accompaniment.access import AuthedRequest, reach_of
from accompaniment.models import Teacher
from visits.closing.answering import reserved_of
from visits.commitments.standings import standings_about
from visits.contacts.made import with_any_contact
from visits.contacts.models import Contact
from visits.groups.models import Attendance
from visits.record.models.contents import Dialogue
from visits.record.models.visits import Visit
from visits.today.waiting import waiting_for_accompanied
from visits.training.hours import training_record

from .trajectories import scores_of, trajectories_of

SHOWN = 3  # commitments, one less beside a call; her record has them all


def own_home(request: AuthedRequest) -> HttpResponse:
    """Render the first page of the accompanied person who signed in; `home` decides who is one."""
    teacher = with_any_contact(Teacher.objects.all(), "pk").get(pk=reach_of(request.user).own_teacher)
    visits = list(Visit.objects.visible_to(request.user).filter(teacher=teacher).for_list())
    closed = [visit for visit in visits if visit.is_closed]
    scores = scores_of(closed, request.user)
    trajectories = trajectories_of([visit for visit in reversed(closed) if visit.pk in scores], scores)
    pending = [one for one in standings_about(teacher, by=request.user) if one.is_pending]
    together = list(
        Attendance.objects.visible_to(request.user).filter(teacher=teacher).select_related("session__campaign")
    )
    calls = _calls(together)
    context = {
        "teacher": teacher,
        "is_own": True,
        "is_home": True,
        "waiting": waiting_for_accompanied(request.user, timezone.localdate()),
        "contacts_to_read": _contacts_to_read(teacher),
        "next_visit": _next(visits),
        "calls": calls,
        "to_show": [one for one in together if one.is_to_say_whether_she_shows],
        "to_catch_up": [one for one in together if one.is_to_catch_up],
        "to_rate": [one for one in together if one.is_to_rate],
        "pending": sorted(pending, key=lambda one: one.due_on)[: SHOWN - bool(calls)],
        "pending_total": len(pending),
        "reserved": reserved_of(closed),
        "last_visit": closed[0] if closed else None,
        "talk": Dialogue.objects.filter(visit=closed[0]).first() if closed else None,
        "trajectory": trajectories[0] if trajectories else None,
        "training": training_record(together)[:1],
    }
    return render(request, "visits/overview/own.html", context)


def _contacts_to_read(teacher: Any) -> list[Contact]:
    contacts = Contact.objects.told().about(teacher) if teacher.has_contacts else []
    return [contact for contact in contacts if contact.waits_for_her]


def _calls(attendances: Sequence[Attendance]) -> list[Attendance]:
    """Her places in the next sessions that she is called to."""
    ahead = [one for one in attendances if one.session.is_ahead]
    return sorted(ahead, key=lambda one: one.session.begins_at)[:SHOWN]


def _next(visits: Sequence[Visit]) -> Visit | None:
    today = timezone.localdate()
    ahead = [visit for visit in visits if visit.status in Visit.AHEAD and visit.visited_on >= today]
    return min(ahead, key=lambda visit: visit.visited_on, default=None)
