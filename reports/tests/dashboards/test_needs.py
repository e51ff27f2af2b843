"""What needs a specialist comes first, each with its number; what is zero is not a row."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accompaniment.exports.models import Export
from accompaniment.models import Assignment, Network, Target
from reports.dashboards.needs import FAILED_SINCE
from visits.groups.models import GroupSession
from visits.models import Commitment, Visit


@pytest.fixture
def url(cast: Any) -> str:
    return reverse("reports:ugel", args=[cast.ugel.pk])


def page_of(client: Any, cast: Any, url: str, **query: Any) -> Any:
    client.force_login(cast.berta)
    return client.get(url, query)


def export(user: Any, **fields: Any) -> Export:
    return Export.objects.create(code="people", form="csv", filters_key="x", requested_by=user, **fields)


def test_when_nothing_waits_one_line_says_so(client: Any, cast: Any, url: str) -> None:
    cast.closed_visit()
    cast.closed_visit(assignment=cast.promoter_assignment)
    page = page_of(client, cast, url)
    assert "Nada te espera por ahora." in page.text and "sin acompañante" not in page.text


def test_people_without_a_companion_today(client: Any, cast: Any, url: str) -> None:
    cast.closed_visit()
    Assignment.objects.filter(post__teacher=cast.petra).update(ends_on=cast.today - timedelta(days=1))
    page = page_of(client, cast, url)
    assert page.context["needs"].alone == 1 and "sin acompañante" in page.text


def test_companions_with_visits_past_their_day(client: Any, cast: Any, url: str) -> None:
    cast.closed_visit()
    for days in (1, 2):
        cast.visit(status=Visit.Status.PLANNED, visited_on=cast.today - timedelta(days=days))
    cast.visit(status=Visit.Status.PLANNED, visited_on=cast.today)
    assert page_of(client, cast, url).context["needs"].behind == 1
    behind = client.get(reverse("reports:ugel_companions", args=[cast.ugel.pk]))
    assert [(companion.user, companion.n) for companion in behind.context["page"]] == [(cast.ana, 2)]


def test_nobody_behind_is_said(client: Any, cast: Any) -> None:
    client.force_login(cast.berta)
    page = client.get(reverse("reports:ugel_companions", args=[cast.ugel.pk]))
    assert "Nadie tiene visitas atrasadas." in page.text


def test_commitments_overdue_by_network(client: Any, cast: Any, url: str) -> None:
    late = {"teacher": cast.tania, "due_on": cast.today - timedelta(days=1)}
    cast.jardin.network = Network.objects.create(ugel=cast.ugel, name="Red Sur")
    cast.jardin.save()
    Commitment.objects.create(visit=cast.closed_visit(), action="x", **late)
    session = GroupSession.objects.create(
        campaign=cast.campaign, kind="gia", title="Juego", facilitator="Ana", held_on=cast.today
    )
    Commitment.objects.create(session=session, action="y", **late)
    visit = cast.closed_visit(assignment=cast.promoter_assignment)
    Commitment.objects.create(visit=visit, action="z", **{**late, "teacher": cast.petra})
    assert page_of(client, cast, url).context["late"].networks == [("", 1), ("Red Sur", 2)]
    for network, n in (("none", 1), ("Red Sur", 2), ("Red Norte", 0)):
        listed = page_of(client, cast, url, all="overdue", network=network).context["overdue"]
        assert len(listed) == n, network


def test_her_files_that_are_being_made_or_failed_lead_to_them(client: Any, cast: Any, url: str) -> None:
    cast.closed_visit()
    running, failed = export(cast.berta), export(cast.berta, status="failed")
    export(cast.berta, status="done")
    export(cast.carla, status="failed")
    old = export(cast.berta, status="failed")
    Export.objects.filter(pk=old.pk).update(created_at=timezone.now() - FAILED_SINCE - timedelta(hours=1))
    page = page_of(client, cast, url)
    assert {told.job.pk for told in page.context["jobs"]} == {running.pk, failed.pk}
    assert "Lista de personas" in page.text and failed.get_absolute_url() in page.text


def test_a_bar_marks_the_campaigns_own_target_where_it_differs(client: Any, cast: Any, url: str) -> None:
    cast.closed_visit()
    Target.objects.all().delete()
    Target.objects.create(campaign=cast.campaign, teacher_kind="classroom", times=8)
    Target.objects.create(campaign=cast.campaign, teacher_kind="promoter", times=9)
    Target.objects.create(campaign=cast.campaign, teacher_kind="promoter", area="rural", times=6)
    page = page_of(client, cast, url)
    rows = {row.key: row for row in page.context["tables"][1].rows}
    assert (rows["classroom"].owed, rows["classroom"].target, rows["classroom"].bar.target) == (6, 8, 8)
    assert (rows["promoter"].owed, rows["promoter"].target, rows["promoter"].bar.target) == (6, 6, None)
    assert "La marca negra" in page.text


def test_without_a_target_of_the_campaign_none_is_drawn(client: Any, cast: Any, url: str) -> None:
    cast.closed_visit()
    Target.objects.all().delete()
    page = page_of(client, cast, url)
    assert {row.target for table in page.context["tables"] for row in table.rows} == {None}
    assert "La marca negra" not in page.text
