"""One group session: what it is about, who is called to it, and what came of it."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accompaniment.access import AuthedRequest, get_visible_or_404, reach_of
from accompaniment.campaigns.session_kinds.models import kind_of
from accompaniment.lib.drafts import login_required
from accompaniment.models import Teacher, User
from visits.commitments.models import Commitment
from visits.commitments.standings import standings_of
from visits.groups.calls.reading import call_of, with_reach
from visits.groups.earlier.services import asked_in
from visits.groups.models import Attendance, GroupSession
from visits.groups.models.agendas import timed
from visits.groups.ratings import ratings_of
from visits.groups.themes import evidence_in_words
from visits.groups.warnings import warnings_of


@login_required
@require_safe
def session_page(request: AuthedRequest, session_id: UUID) -> HttpResponse:
    """A participant reads what the group agreed and her own part; who leads it, everybody's."""
    user = request.user
    sessions = GroupSession.objects.visible_to(user).select_related("campaign__ugel", "criterion", "leader")
    session: GroupSession = get_visible_or_404(sessions, pk=session_id)
    attendances = _attendances(session, user)
    own = next((row for row in attendances if row.teacher_id == reach_of(user).own_teacher), None)
    agenda = list(session.agenda.order_by("order", "pk"))
    writes = bool(session.writable_by(user))
    context = {
        "session": session,
        "writes": writes,
        "today": timezone.localdate(),
        "evidence": evidence_in_words(session.evidence),
        "evidence_on": date.fromisoformat(session.evidence["on"]) if session.evidence else None,
        "attendances": attendances,
        "materials": session.materials.with_opened(),
        "agenda": timed(agenda, session.starts_at),
        "over": session.minutes and max(sum(one.minutes for one in agenda) - session.minutes, 0),
        "my_call": own if session.is_ahead else None,
        **_agreed(session, user),
        **(_before(session, attendances, writes=writes) if session.is_ahead else {}),
    }
    if writes and session.held_on <= timezone.localdate():
        context |= _earlier(session, user)
    if session.state == GroupSession.State.HELD:
        missed = any(one.status in (Attendance.Status.ABSENT, Attendance.Status.EXCUSED) for one in attendances)
        context |= {"ratings": ratings_of(session), "may_rate": bool(own and own.is_to_rate)}
        context |= {"missed": writes and missed, "to_catch_up": bool(own and own.is_to_catch_up)}
    return render(request, "visits/groups/session.html", context)


def _attendances(session: GroupSession, user: User) -> list[Any]:
    """Those of whom the user reads something; `opens` says whether also the person's own page."""
    known = Q(teacher__in=Teacher.objects.visible_to(user))
    rows = with_reach(Attendance.objects.visible_to(user)).annotate(opens=ExpressionWrapper(known, BooleanField()))
    rows = rows.filter(session=session).select_related("teacher", "session")
    return list(rows.order_by("teacher__search_name", "pk"))


def _agreed(session: GroupSession, user: User) -> dict[str, Any]:
    """What was agreed, each with those who committed themselves to it, and how many have kept it."""
    agreed = Commitment.objects.visible_to(user).filter(session=session).with_hidden_verdicts(user)
    rows = agreed.select_related("teacher", "criterion").order_by("action", "teacher__search_name")
    standings = standings_of(rows, by=user)
    statuses = [one.status for one in standings]
    return {
        "agreements": [(text, list(some)) for text, some in groupby(standings, key=lambda one: one.commitment.action)],
        "kept": statuses.count(Commitment.Status.FULFILLED),
        "agreed": len(standings) - statuses.count(Commitment.Status.NO_LONGER),
    }


def _earlier(session: GroupSession, user: User) -> dict[str, Any]:
    """How many of the commitments from before it have been looked at, and how many wait."""
    asked = asked_in(session, by=user)
    blank = sum(one.said is None for one in asked)
    return {"blank": blank, "reviewed": len(asked) - blank}


def _before(session: GroupSession, attendances: list[Any], *, writes: bool) -> dict[str, Any]:
    """The rules of its kind and, for who leads it, what speaks against it and who answered."""
    kind = kind_of(session.campaign, session.kind)
    warnings = warnings_of(session, kind) if writes else []
    return {"kind": kind, "warnings": [one.said for one in warnings], "call": call_of(attendances) if writes else None}
