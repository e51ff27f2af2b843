"""Accompaniment from outside and from inside of the same person: each with its own count, never mixed."""

import pytest
from django.urls import reverse

from accompaniment.models import Assignment, Companion, Target
from accompaniment.people.assignments.owed import owed_visits
from reports.dashboards.indicators import by_modality, coverage_groups, people_of
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN

pytestmark = pytest.mark.django_db


@pytest.fixture
def inside(cast):
    """Tania's director accompanies her as well, and owes her three visits."""
    since = cast.campaign.starts_on
    companion = Companion.objects.create(user=cast.diana, ugel=cast.ugel, kind="internal", starts_on=since)
    for kind, times in (("classroom", 3), ("promoter", 2)):
        Target.objects.create(campaign=cast.campaign, strategy="internal", teacher_kind=kind, times=times)
    return Assignment.objects.create(
        companion=companion,
        post=cast.assignment.post,
        campaign=cast.campaign,
        modality="internal",
        visits_owed=3,
        starts_on=cast.assignment.starts_on,
    )


def test_each_has_its_own_figures(cast, inside):
    cast.closed_visit()
    cast.closed_visit()
    cast.closed_visit(assignment=inside, companion=inside.companion)
    groups = coverage_groups(cast.campaign)
    outside_row, inside_row = by_modality(groups)
    assert (outside_row.people, outside_row.visited, outside_row.made, outside_row.owed) == (2, 1, 2, 12)
    assert (inside_row.people, inside_row.visited, inside_row.made, inside_row.owed) == (1, 1, 1, 3)
    assert (outside_row.target, inside_row.target) == (14, 3)
    assert sum(group["people"] for group in groups) == 2
    [tania] = people_of(cast.jardin, cast.campaign)
    assert [(str(one.modality), one.made, one.owed) for one in tania.shares] == [("externa", 2, 6), ("interna", 1, 3)]
    theirs = Assignment.objects.filter(post__teacher=cast.tania)
    assert dict(owed_visits(theirs, "modality")) == {("external",): 6, ("internal",): 3}


def test_with_one_modality_alone_nothing_is_set_apart(cast):
    cast.closed_visit()
    assert by_modality(coverage_groups(cast.campaign)) == []


def test_pages_and_plan_say_both(client, cast, inside):
    cast.closed_visit()
    visit = cast.closed_visit(assignment=inside, companion=inside.companion)
    client.force_login(cast.berta)
    assert "visita 1 de 3, interna" in client.get(visit.get_absolute_url()).content.decode()
    page = client.get(reverse("reports:institution", args=[cast.jardin.pk])).content.decode()
    assert "externa: 1 de 6" in page
    assert "interna: 1 de 3" in page
    page = client.get(reverse("reports:ugel", args=[cast.ugel.pk])).content.decode()
    assert "Por modalidad" in page
    assert "externa: 1 de 12" in page
    assert "visitas hechas de 15" not in page
    plan = FOLLOW_UP_PLAN.gather(cast.tania, campaign=cast.campaign, by=cast.berta)
    assert plan["visits_of"] == [
        {"modality": "externa", "made": 1, "owed": 6},
        {"modality": "interna", "made": 1, "owed": 3},
    ]
    assert {row["which"] for row in plan["visits"]} == {"1 de 6, externa", "1 de 3, interna"}
