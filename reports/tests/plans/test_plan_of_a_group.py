"""Plans of an institution, a coordinator's module, a network and a UGEL: the same, of many."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accompaniment.models import Companion, Institution, Network, Teacher, User
from conftest import Cast, assign, teacher_at
from reports.documents.issue import run_job
from reports.documents.kinds.base import DocumentRefused
from reports.documents.kinds.group_plan import INSTITUTION_PLAN, PLANS_OF_GROUPS
from reports.documents.models.jobs import ReportJob
from reports.plans.forms import PlanForm
from reports.plans.group_drafting import draft_group_plan
from reports.plans.group_levels import levels_of_group
from reports.plans.groups import posts_of
from reports.plans.models import FollowUpPlan
from reports.plans.services import write_plan
from visits.models import Attendance, GroupSession

from .test_plan_of_a_person import typed_in


def colleagues(cast: Cast, n: int) -> None:
    """So many more teachers of the jardín, each visited: the first and the fourth rubric are at level I."""
    since = cast.campaign.starts_on
    for number in range(n):
        post = teacher_at(
            cast.jardin, "Rosa", f"Apaza{number}", f"4200000{number}", Teacher.Kind.CLASSROOM, since=since
        )
        assignment = assign(cast.assignment.companion, post, cast.campaign, since=since)
        cast.closed_visit(assignment=assignment, levels=[1, 4, 4, 1, 4])


def drafted(cast: Cast, group: str, about: Any, by: User) -> FollowUpPlan:
    return draft_group_plan(group=group, about=about, campaign=cast.campaign, by=by)


def test_shared_needs_are_its_objectives(cast: Cast) -> None:
    colleagues(cast, 5)
    session = GroupSession.objects.create(
        campaign=cast.campaign,
        kind="rtc",
        title="Evaluar para aprender",
        facilitator="Diana",
        leader=cast.diana,
        held_on=cast.today + timedelta(days=4),
    )
    Attendance.objects.create(session=session, teacher=Teacher.objects.get(last_names="Apaza0"))
    plan = drafted(cast, "institution", cast.jardin, cast.diana)
    assert plan == drafted(cast, "institution", cast.jardin, cast.berta)
    assert [(goal.criterion.order, goal.to_level, goal.people) for goal in plan.goals.all()] == [(1, 3, 5), (4, 3, 5)]
    assert plan.lines.count() == 3 and plan.lines.get(strategy="rtc").session == session
    assert "5 de 5 personas todavía no llegan a III o IV" in plan.diagnosis


def test_of_fewer_than_five_nothing_is_told(cast: Cast, client: Any) -> None:
    colleagues(cast, 4)
    plan = drafted(cast, "institution", cast.jardin, cast.diana)
    assert not plan.diagnosis and not plan.goals.exists()
    rows = levels_of_group(posts_of("institution", cast.jardin), cast.campaign, cast.berta)
    assert len(rows) == 5 and all(row["people"] is None and not row["levels"] for row in rows)
    client.force_login(cast.berta)
    assert "Menos de cinco personas." in client.get(plan.get_absolute_url()).content.decode()
    said = INSTITUTION_PLAN.gather(cast.jardin, campaign=cast.campaign, by=cast.berta)
    assert not any(row["levels"] for row in said["levels"])


def test_its_director_writes_and_issues_it(cast: Cast, client: Any) -> None:
    colleagues(cast, 5)
    client.force_login(cast.diana)
    assert (
        reverse("reports:group_plan", args=["institution", cast.jardin.pk])
        in client.get(reverse("reports:plans")).content.decode()
    )
    edit = client.post(reverse("reports:group_plan", args=["institution", cast.jardin.pk])).url
    plan = FollowUpPlan.objects.get()
    assert client.get(edit).status_code == 200
    form = PlanForm(
        typed_in(plan, resolution="RD 014-2026", resolved_on="2026-04-02", team="Diana y Tania"),
        row=plan,
        by=cast.diana,
    )
    assert form.is_valid() and form.accepted(write_plan, plan=plan, written=form.written(), by=cast.diana)
    assert "RD 014-2026" in client.get(plan.get_absolute_url()).content.decode()
    client.post(reverse("reports:group_plan_issue", args=[plan.pk]))
    job = ReportJob.objects.get()
    run_job(job.pk)
    job.refresh_from_db()
    with job.document.file.open() as file:
        text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(file.read())).pages).split())
    for part in ("RD 014-2026", "02/04/2026", "Jardín Los Cóndores", "I: 5", "Rosa Apaza3", "Diana y Tania"):
        assert part in text, part
    plan.refresh_from_db()
    assert plan.state == "emitido" and plan.issued_number == job.document.full_number


@pytest.mark.parametrize("group", ["companion", "network", "ugel"])
def test_each_group_has_its_people_and_its_author(cast: Cast, client: Any, group: str) -> None:
    Companion.objects.filter(user=cast.ana).update(kind="coordinator")
    network = Network.objects.create(ugel=cast.ugel, name="Red 1")
    Institution.objects.filter(pk=cast.pronoei.pk).update(network=network)
    about = {"companion": cast.assignment.companion, "network": network, "ugel": cast.ugel}[group]
    author = User.objects.get(pk=(cast.ana if group == "companion" else cast.berta).pk)
    plan = drafted(cast, group, about, author)
    names = {post.teacher.first_names for post in posts_of(group, about).select_related("teacher")}
    assert names == ({"Petra"} if group == "network" else {"Tania", "Petra"})
    kind = PLANS_OF_GROUPS[group]
    assert kind.may_issue(author, about) and not kind.may_issue(cast.diana, about)
    said = kind.gather(about, campaign=cast.campaign, by=author)
    assert len(said["people"]) == len(names) and said["written"]["objective"].startswith("Fortalecer")
    url = plan.get_absolute_url()
    for who, status in ((author, 200), (cast.berta, 200), (cast.carla, 404), (cast.diana, 404), (cast.tania.user, 404)):
        client.force_login(who)
        assert client.get(url).status_code == status, who
    client.force_login(author)
    for name in ("reports:plans", "reports:plans_behind"):
        assert client.get(reverse(name)).status_code == 200
    assert client.get(reverse("reports:group_plan", args=[group, about.pk])).url == url


def test_without_a_written_plan_none_is_issued(cast: Cast) -> None:
    with pytest.raises(DocumentRefused):
        INSTITUTION_PLAN.gather(cast.jardin, campaign=cast.campaign, by=cast.berta)


def test_pages_ask_as_much_of_many_as_of_few(cast: Cast, client: Any, django_assert_max_num_queries: Any) -> None:
    colleagues(cast, 5)
    plan = drafted(cast, "institution", cast.jardin, cast.diana)
    client.force_login(cast.diana)
    for name in ("reports:plan", "reports:plan_edit"):
        with django_assert_max_num_queries(12):
            client.get(reverse(name, args=[plan.pk]))
