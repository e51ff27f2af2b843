"""A person's plan: drafted from what is known, written by those who answer for it, and never overwritten unseen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse

from accompaniment.lib.drafts import as_posted
from accompaniment.models import AccessLogEntry, Post
from conftest import Cast
from reports.plans.drafting import draft_plan
from reports.plans.following import choices_to_follow
from reports.plans.forms import PlanForm
from reports.plans.models import FollowUpPlan, PlanLine
from reports.plans.services import write_plan
from visits.models import Attendance, Commitment, GroupSession, PairedObservation


def drafted(cast: Cast, **about: Any) -> FollowUpPlan:
    return draft_plan(**{"post": cast.assignment.post, "campaign": cast.campaign, "by": cast.ana} | about)


def typed_in(plan: FollowUpPlan, *, by: Any = None, **changes: str) -> QueryDict:
    """What a browser would send of the form as it opens for its author, or for `by`, with these changes."""
    form = PlanForm(row=FollowUpPlan.objects.whole().get(pk=plan.pk), by=by or plan.created_by)
    values = {name: form[name].value() for name in form.fields}
    shown = {name: "" if value is None else str(value) for name, value in values.items()}
    return as_posted({name: [value] for name, value in (shown | changes).items()})


def test_the_diagnostic_gives_strengths_goals_and_lines(cast: Cast) -> None:
    visit = cast.closed_visit(levels=[1, 2, 3, 4, 2])
    session = GroupSession.objects.create(
        campaign=cast.campaign, kind="gia", title="Preguntas abiertas", facilitator="Ana", held_on=cast.today
    )
    Attendance.objects.create(session=session, teacher=cast.tania)
    plan = drafted(cast)
    assert plan.diagnostic == visit and plan.diagnosis == "Preguntas más abiertas."
    assert plan.strengths.startswith("Escucha con calma.\n") and "Lo que se vio en el aula." in plan.strengths
    assert [(goal.from_level, goal.to_level) for goal in plan.goals.all()] == [(1, 2), (2, 3)]
    lines = list(plan.lines.all())
    assert [line.strategy for line in lines] == ["visit", "visit", "visit", "gia"]
    assert [line.follows for line in lines] == [None, None, visit.commitments.get(), session]
    assert lines[2].objective == "Hacer dos preguntas abiertas en cada actividad."
    assert plan.revision == plan.revisions.get().number == 1


def test_a_second_click_opens_the_same_one(cast: Cast) -> None:
    assert drafted(cast) == drafted(cast, by=cast.berta)


def test_whoever_only_reads_is_told_that_there_is_none(cast: Cast, client: Any) -> None:
    url = reverse("reports:plan_prepare", args=[cast.tania.pk])
    client.force_login(cast.tania.user)
    assert "Todavía no hay un plan tuyo" in client.get(url).content.decode()
    assert client.post(url).status_code == 403 and not FollowUpPlan.objects.exists()


def test_without_a_diagnostic_its_face_says_so(cast: Cast, client: Any) -> None:
    plan = drafted(cast, post=cast.promoter_assignment.post)
    assert plan.diagnostic is None and plan.version == cast.promoter_version
    client.force_login(cast.ana)
    assert "sin una visita diagnóstica" in client.get(plan.get_absolute_url()).content.decode()


def test_what_is_typed_is_saved_and_the_former_text_stays_readable(cast: Cast, client: Any) -> None:
    cast.closed_visit(levels=[1, 2, 3, 4, 2])
    client.force_login(cast.ana)
    answer = client.post(reverse("reports:plan_prepare", args=[cast.tania.pk]))
    plan = FollowUpPlan.objects.get()
    assert answer.url == reverse("reports:plan_edit", args=[plan.pk])
    page = client.get(answer.url)
    new = page.context["form"]["blank_lines"].value().split()[0]
    typed = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    typed = {name: value for name, value in typed.items() if value is not None}
    changes = {
        "agreements": "Los martes, después de clase.",
        f"objective-{new}": "Leer sobre el juego",
        f"strategy-{new}": "resource",
    }
    assert client.post(answer.url, typed | changes).url == plan.get_absolute_url()
    read = client.get(plan.get_absolute_url()).content.decode()
    assert "Los martes, después de clase." in read and "Leer sobre el juego" in read
    former = client.get(reverse("reports:plan_revision", args=[plan.pk, 1])).content.decode()
    assert "Los martes" not in former
    assert AccessLogEntry.objects.filter(what="plan", teacher=cast.tania, by=cast.ana).exists()


def test_emptied_rows_go_and_backward_dates_are_told(cast: Cast) -> None:
    cast.closed_visit(levels=[1, 2, 3, 4, 2])
    plan = drafted(cast)
    goal, line = plan.goals.first(), plan.lines.first()
    form = PlanForm(
        typed_in(plan, **{f"criterion-{goal.pk}": "", f"need-{line.pk}": "", f"objective-{line.pk}": ""}),
        row=plan,
        by=cast.ana,
    )
    assert form.is_valid() and form.accepted(write_plan, plan=plan, written=form.written(), by=cast.ana)
    assert (plan.goals.count(), plan.lines.count()) == (1, 2)
    line = plan.lines.first()
    form = PlanForm(
        typed_in(plan, **{f"starts_on-{line.pk}": "2026-05-02", f"ends_on-{line.pk}": "2026-05-01"}),
        row=plan,
        by=cast.ana,
    )
    assert not form.is_valid() and f"ends_on-{line.pk}" in form.errors


def test_saving_the_same_is_no_revision(cast: Cast) -> None:
    plan = drafted(cast)
    form = PlanForm(typed_in(plan), row=plan, by=cast.ana)
    assert form.is_valid() and form.accepted(write_plan, plan=plan, written=form.written(), by=cast.ana)
    assert plan.revisions.count() == 1


def test_an_edit_of_an_older_revision_keeps_both_and_a_person_decides(cast: Cast) -> None:
    plan = drafted(cast)
    hers = typed_in(plan, agreements="Los martes")
    others = PlanForm(typed_in(plan, agreements="Los jueves", balance="Va bien"), row=plan, by=cast.ana)
    assert others.is_valid() and others.accepted(write_plan, plan=plan, written=others.written(), by=cast.diana)
    plan = FollowUpPlan.objects.get()
    form = PlanForm(hers, row=plan, by=cast.ana)
    assert form.is_valid() and not form.accepted(write_plan, plan=plan, written=form.written(), by=cast.ana)
    assert "Los jueves" in str(form.non_field_errors())
    assert (form["agreements"].value(), form["balance"].value()) == ("Los martes", "Va bien")
    again = PlanForm(form.data, row=FollowUpPlan.objects.get(), by=cast.ana)
    assert again.is_valid() and again.accepted(write_plan, plan=plan, written=again.written(), by=cast.ana)
    assert FollowUpPlan.objects.get().agreements == "Los martes"
    assert [one.content["agreements"] for one in plan.revisions.all()] == ["Los martes", "Los jueves", ""]


def test_a_page_saves_by_itself_and_goes_on(cast: Cast, client: Any) -> None:
    plan = drafted(cast)
    client.force_login(cast.ana)
    url, headers = reverse("reports:plan_edit", args=[plan.pk]), {"Accept": "application/json"}
    typed = typed_in(plan).dict()
    new = typed["blank_lines"].split()[0]
    typed |= {f"objective-{new}": "Leer", f"strategy-{new}": "resource"}
    told = client.post(url, typed, headers=headers).json()
    assert told["state"] == "received" and told["fields"]["lines"] == new
    typed |= told["fields"] | {f"objective-{new}": "Leer juntas"}
    assert client.post(url, typed, headers=headers).json()["state"] == "received"
    assert PlanLine.objects.get().objective == "Leer juntas"
    stale = typed_in(plan).dict() | {"opened": ""}
    stale[f"ends_on-{new}"] = "mañana"
    assert client.post(url, stale, headers=headers).json() == {"state": "unsaved"}


def test_a_line_of_another_plan_is_not_taken(cast: Cast) -> None:
    cast.closed_visit(levels=[1, 2, 3, 4, 2])
    theirs = drafted(cast).lines.first()
    plan = drafted(cast, post=cast.promoter_assignment.post)
    typed = typed_in(plan, **{f"objective-{theirs.pk}": "Mía"})
    typed["lines"] = str(theirs.pk)
    form = PlanForm(typed, row=plan, by=cast.ana)
    assert form.is_valid() and not form.accepted(write_plan, plan=plan, written=form.written(), by=cast.ana)
    theirs.refresh_from_db()
    assert theirs.objective != "Mía" and theirs.plan != plan


def test_she_reads_her_plan_at_home_and_comments(cast: Cast, client: Any) -> None:
    plan = drafted(cast)
    client.force_login(cast.tania.user)
    own = reverse("reports:plan_prepare", args=[cast.tania.pk])
    assert own in client.get(reverse("home")).content.decode()
    assert client.get(own).url == plan.get_absolute_url()
    client.post(reverse("reports:plan_comment", args=[plan.pk]), {"comment": "Quiero ver un video."})
    assert "Quiero ver un video." in client.get(plan.get_absolute_url()).content.decode()
    client.force_login(cast.ana)
    assert "Quiero ver un video." in client.get(reverse("reports:plan_edit", args=[plan.pk])).content.decode()


def test_whoever_still_judges_apart_does_not_read_it(cast: Cast, client: Any) -> None:
    visit, plan = cast.closed_visit(), drafted(cast)
    PairedObservation.objects.create(visit=visit, observer=cast.berta, invited_by=cast.ana)
    client.force_login(cast.berta)
    assert client.get(plan.get_absolute_url()).status_code == 403


def test_a_closed_plan_is_only_read(cast: Cast) -> None:
    plan = drafted(cast)
    form = PlanForm(typed_in(plan, balance="x"), row=plan, by=cast.ana)
    FollowUpPlan.objects.update(closed_on=cast.today)
    with pytest.raises(ValidationError):
        assert form.is_valid() and write_plan(plan=plan, written=form.written(), by=cast.ana)


def test_a_line_is_as_what_it_follows(cast: Cast) -> None:
    visit = cast.closed_visit()
    line = drafted(cast).lines.get(commitment=visit.commitments.get())
    assert line.state == PlanLine.State.PLANNED and not line.is_behind
    line.commitment.due_on = cast.today - timedelta(days=1)
    assert line.is_behind
    for status, state in (("partly", "going"), ("fulfilled", "done"), ("no_longer", "dropped")):
        line.commitment = Commitment(status=status)
        assert line.state == state


def test_pages_ask_as_much_of_a_long_plan_as_of_a_short_one(
    cast: Cast, client: Any, django_assert_max_num_queries: Any
) -> None:
    visit = cast.closed_visit(levels=[1, 2, 3, 4, 2])
    for n in range(6):
        Commitment.objects.create(visit=visit, teacher=cast.tania, action=f"Acción {n}", due_on=cast.today)
    plan = drafted(cast)
    client.force_login(cast.ana)
    for name in ("reports:plan", "reports:plan_edit"):
        with django_assert_max_num_queries(12):
            client.get(reverse(name, args=[plan.pk]))


OFFERED = {"ana": True, "berta": True, "diana": False}


def test_nobody_is_offered_what_they_may_not_read_and_a_line_keeps_what_it_follows(cast: Cast) -> None:
    """The director writes the plan of somebody who agreed to something in a session before working there."""
    gia = GroupSession.objects.create(
        campaign=cast.campaign, kind="gia", title="Preguntas", facilitator="Ana", leader=cast.ana, state="held",
        held_on=cast.today - timedelta(days=3),
    )  # fmt: skip
    Attendance.objects.create(session=gia, teacher=cast.tania, status="attended")
    agreed = Commitment.objects.create(session=gia, teacher=cast.tania, action="Preguntar más.", due_on=cast.today)
    Post.objects.filter(teacher=cast.tania).update(starts_on=cast.today - timedelta(days=1))
    plan = drafted(cast)
    offered = {name: str(choices_to_follow(FollowUpPlan.objects.get(), by=getattr(cast, name))) for name in OFFERED}
    assert {name: "Preguntar más." in said for name, said in offered.items()} == OFFERED
    form = PlanForm(typed_in(plan, by=cast.diana, balance="x"), row=plan, by=cast.diana)
    assert form.is_valid() and form.accepted(write_plan, plan=plan, written=form.written(), by=cast.diana)
    assert [line.commitment for line in plan.lines.all()] == [agreed]
