"""Visits, their calendar and what is printed of them."""

from __future__ import annotations

import uuid
from datetime import time, timedelta
from typing import Any

from django.urls import reverse

from accompaniment.models import (
    Assignment,
    Companion,
    Export,
    SavedView,
    TrackedChange,
)
from accompaniment.tests.at_once import Sending
from conftest import assign, person, teacher_at
from reports.documents.models.jobs import ReportJob
from reports.plans.drafting import draft_plan
from reports.plans.forms import PlanForm
from reports.plans.models import FollowUpPlan
from visits.groups.agenda.forms import AgendaForm
from visits.models import (
    Attendance,
    CalendarFeed,
    Dialogue,
    GroupSession,
    PairedObservation,
    PairedScore,
    Proposal,
    Visit,
)
from visits.plan.services import preview_year
from visits.tests.groups.meetings import meeting

from .ground import Case, place


def calendar_address(cast: Any) -> Case:
    companion = cast.assignment.companion
    sending = Sending(cast.ana, reverse("visits:calendar_address", args=[companion.pk]), {"renew": "1"})
    return Case([sending], CalendarFeed.objects.filter(companion=companion).count)


def a_moment_of_an_agenda(cast: Any) -> Case:
    session = meeting(cast)
    form = AgendaForm(row=session)
    typed = {name: form[name].value() or "" for name in form.fields} | {"title-new1": "Cierre", "minutes-new1": "10"}
    sending = Sending(cast.ana, reverse("visits:session_agenda", args=[session.pk]), typed)
    return Case([sending], session.agenda.count)


def a_planned_year(cast: Any) -> Case:
    companion = cast.promoter_assignment.companion
    digest = preview_year(companion=companion, campaign=cast.campaign).digest
    path = reverse("visits:calendar_propose", args=[companion.pk])
    sendings = [Sending(cast.ana, path, {"proposal": str(uuid.uuid4()), "digest": digest}) for _n in range(4)]
    return Case(sendings, Proposal.objects.filter(companion=companion).count)


def a_plan_of_a_person(cast: Any) -> Case:
    sendings = [
        Sending(user, reverse("reports:plan_prepare", args=[cast.tania.pk]), {}) for user in (cast.ana, cast.berta)
    ]
    return Case(sendings, FollowUpPlan.objects.count)


def a_written_plan(cast: Any) -> Case:
    plan = draft_plan(post=cast.assignment.post, campaign=cast.campaign, by=cast.ana)
    form = PlanForm(row=plan, by=cast.ana)
    typed = {name: form[name].value() or "" for name in form.fields} | {"agreements": "Los martes"}
    return Case([Sending(cast.ana, reverse("reports:plan_edit", args=[plan.pk]), typed)], plan.revisions.count, 2)


def an_invitation(cast: Any) -> Case:
    visit = cast.visit()
    sending = Sending(cast.ana, reverse("visits:pair_invite", args=[visit.pk]), {"observer": cast.olga.pk})
    return Case([sending], visit.paired_observations.count)


def _a_call(cast: Any) -> tuple[GroupSession, list[Sending]]:
    """A session to which two are called, and what both send to say that they come."""
    day = cast.today + timedelta(days=3)
    said = {"kind": "gia", "title": "Acogida", "leader": cast.ana, "facilitator": "Ana Quispe", "place": "Auditorio"}
    session = GroupSession.objects.create(
        campaign=cast.campaign, held_on=day, starts_at=time(15), ends_at=time(18), **said
    )
    people = [cast.tania, cast.petra]
    Attendance.objects.bulk_create(Attendance(session=session, teacher=one) for one in people)
    path = reverse("visits:session_answer", args=[session.pk])
    return session, [Sending(one.user, path, {"sequence": "0", "comes": "1"}) for one in people]


def two_answers(cast: Any) -> Case:
    session, sendings = _a_call(cast)
    return Case(sendings, session.attendances.filter(answer="comes").count, 2)


def an_answer_and_another_hour(cast: Any) -> Case:
    """Whichever comes first, nobody is held to have said that she comes at the new hour."""
    session, sendings = _a_call(cast)
    data = {
        "session_id": session.pk,
        "kind": "gia",
        "title": "Acogida",
        "held_on": session.held_on.isoformat(),
        "starts_at": "08:00",
        "ends_at": "10:00",
        "place": "Auditorio",
        "is_sure": "on",
    }
    edit = Sending(cast.ana, reverse("visits:session_edit", args=[session.pk]), data)
    return Case([*sendings, edit], session.attendances.filter(answer="").count, 2)


def a_material(cast: Any) -> Case:
    session, _answers = _a_call(cast)
    path = reverse("visits:session_materials", args=[session.pk])
    sending = Sending(cast.ana, path, {"title": "Guía", "link": "https://example.pe/guia"})
    return Case([sending], session.materials.count)


def both_observers_close(cast: Any) -> Case:
    closed = cast.closed_visit()
    Visit.objects.filter(pk=closed.pk).update(status=Visit.Status.IN_PROGRESS, closed_at=None)
    pair = PairedObservation.objects.create(visit=closed, observer=cast.olga, invited_by=cast.ana, revision=1)
    PairedScore.objects.bulk_create(
        PairedScore(observation=pair, criterion=criterion, value=1, evidence="x")
        for criterion in closed.version.criteria.all()
    )
    sendings = [
        Sending(cast.ana, reverse("visits:close", args=[closed.pk])),
        Sending(cast.olga, reverse("visits:pair_close", args=[pair.pk])),
    ]
    return Case(sendings, PairedObservation.objects.filter(pk=pair.pk, completed_at__isnull=False).count)


def planned_once(cast: Any) -> Case:
    typed = {"visit_id": str(uuid.uuid4()), "planned_on": (cast.today + timedelta(days=2)).isoformat(),
             "phase": "process", "mode": "in_person", "purpose": "x"}  # fmt: skip
    sending = Sending(cast.ana, reverse("visits:plan", args=[cast.promoter_assignment.pk]), typed)
    return Case([sending], Visit.objects.filter(pk=typed["visit_id"]).count)


def next_visit_planned_once(cast: Any) -> Case:
    closed = cast.closed_visit(assignment=cast.promoter_assignment)
    Dialogue.objects.filter(visit=closed).update(next_visit_on=cast.today + timedelta(days=4))
    sending = Sending(cast.ana, reverse("visits:plan_next", args=[closed.pk]))
    return Case([sending], Visit.objects.filter(pk=uuid.uuid5(closed.pk, "next")).count)


def handed_on_once(cast: Any) -> Case:
    visit = cast.visit()
    receiver = Companion.objects.get(user=cast.olga)
    sending = Sending(cast.berta, reverse("visits:hand_on", args=[visit.pk]), {"receiver": receiver.pk})
    told = TrackedChange.objects.filter(object_id=str(visit.pk), fields__has_key="handed_to")
    return Case([sending], told.count)


def a_transfer(cast: Any) -> Case:
    receiver = Companion.objects.get(user=cast.olga)
    posts = [
        teacher_at(place(cast, n), "Luz", f"Paso {n}", f"460001{n:02}", "classroom", since=cast.campaign.starts_on)
        for n in (30, 31, 32)
    ]
    giver = Companion.objects.create(
        user=person("46000200", "Gina", "Ruiz"), ugel=cast.ugel, kind="external", starts_on=cast.campaign.starts_on
    )
    given = [assign(giver, post, cast.campaign, since=cast.campaign.starts_on) for post in posts]
    typed = {"receiver": receiver.pk, "starts_on": (cast.today + timedelta(days=1)).isoformat(), "confirm": "1",
             "assignments": [one.pk for one in given]}  # fmt: skip
    sending = Sending(cast.berta, reverse("visits:transfer", args=[giver.pk]), typed)
    return Case([sending], Assignment.objects.filter(companion=receiver, post__in=posts).count, 3)


def a_requested_plan(cast: Any) -> Case:
    cast.closed_visit(assignment=cast.promoter_assignment)
    sending = Sending(cast.berta, reverse("reports:request_plan", args=[cast.petra.pk]))
    return Case([sending], ReportJob.objects.filter(teacher=cast.petra).count)


def a_long_list(cast: Any) -> Case:
    sending = Sending(cast.berta, reverse("export_ask", args=["people"]) + "?kind=classroom&format=csv")
    return Case([sending], Export.objects.filter(requested_by=cast.berta).count)


def a_touched_day(cast: Any) -> Case:
    """The same button of a day of the calendar, touched again and again."""
    cast.assignment.visits_owed = 9
    cast.assignment.save()
    day = cast.campaign.ends_on
    typed = {"visit_id": str(uuid.uuid4()), "planned_on": day.isoformat(), "mode": "in_person", "phase": "closing"}
    sending = Sending(cast.ana, reverse("visits:plan", args=[cast.assignment.pk]) + f"?month={day:%Y-%m}", typed)
    return Case([sending], Visit.objects.filter(pk=typed["visit_id"]).count)


def a_saved_view(cast: Any) -> Case:
    sending = Sending(cast.berta, reverse("saved_view_new", args=["people"]), {"name": "Solas", "query": "alone=on"})
    return Case([sending], SavedView.objects.filter(user=cast.berta).count)


def several_assigned(cast: Any) -> Case:
    receiver = Companion.objects.get(user=cast.olga)
    since = cast.campaign.starts_on
    posts = [
        teacher_at(place(cast, n), "Sol", f"Nueva {n}", f"470001{n:02}", "classroom", since=since) for n in (40, 41)
    ]
    typed = {"companion": receiver.pk, "starts_on": cast.today.isoformat(), "confirm": "1",
             "people": [post.teacher_id for post in posts]}  # fmt: skip
    sending = Sending(cast.berta, reverse("assignment_several"), typed)
    return Case([sending], Assignment.objects.filter(companion=receiver, post__in=posts).count, 2)


def an_opinion(cast: Any) -> Case:
    session = GroupSession.objects.create(campaign=cast.campaign, kind="gia", held_on=cast.today, state="held")
    Attendance.objects.create(session=session, teacher=cast.tania, status="attended")
    typed = {"useful": "3", "clear": "3", "heard": "3"}
    sending = Sending(cast.tania.user, reverse("visits:session_rate", args=[session.pk]), typed)
    return Case([sending], lambda: set(session.tallies.values_list("question", "n")), {(name, 1) for name in typed})


FORMS = [
    an_opinion,
    a_planned_year,
    planned_once,
    next_visit_planned_once,
    handed_on_once,
    calendar_address,
    an_invitation,
    both_observers_close,
    two_answers,
    a_material,
    an_answer_and_another_hour,
    a_transfer,
    a_requested_plan,
    a_plan_of_a_person,
    a_written_plan,
    a_long_list,
    a_touched_day,
    a_moment_of_an_agenda,
    a_saved_view,
    several_assigned,
]
