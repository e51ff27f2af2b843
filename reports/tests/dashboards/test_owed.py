"""What is owed to who moved within the year, added up from the school to the territory."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accompaniment.models import Assignment, Campaign, Companion, Network, Post, Teacher
from accompaniment.people.assignments.owed import visits_left
from accompaniment.people.services import end_post
from reports.dashboards.indicators import coverage_by_ugel, coverage_groups, people_of
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN

FIRST, LAST, JUNE = date(2026, 3, 9), date(2026, 12, 18), date(2026, 6, 12)


@pytest.fixture
def year(cast):
    """A school year with nobody in it, and two schools of different networks and areas."""
    Assignment.objects.all().delete()
    Campaign.objects.filter(pk=cast.campaign.pk).update(starts_on=FIRST, ends_on=LAST, year=2026)
    Companion.objects.update(starts_on=FIRST)
    Post.objects.update(starts_on=FIRST)
    for place, name in ((cast.jardin, "Red Norte"), (cast.pronoei, "Red Sur")):
        place.network = Network.objects.create(ugel=cast.ugel, name=name)
        place.save()
    cast.campaign.refresh_from_db()
    return cast


def at(cast, place, first, last=None, *, teacher=None, who="ana", visits=6, ends_on=None):
    """Tania, or another, works there between these days, accompanied from the first one on."""
    teacher = teacher or cast.tania
    post, _new = Post.objects.get_or_create(
        teacher=teacher, institution=place, starts_on=first, ends_on=last, cycle="II"
    )
    return Assignment.objects.create(
        companion=Companion.objects.get(user=getattr(cast, who)), post=post, campaign=cast.campaign,
        modality="external", visits_owed=visits, starts_on=first, ends_on=ends_on or last or cast.campaign.ends_on,
    )  # fmt: skip


def owed(cast):
    """Of the jardín, the PRONOEI and the UGEL; what the tables of the UGEL say agrees with them."""
    groups, places = coverage_groups(cast.campaign), (cast.jardin, cast.pronoei)
    here, there = (sum(person.owed for person in people_of(place, cast.campaign)) for place in places)
    networks = {name: sum(g["owed"] for g in groups if g["network"] == name) for name in ("Red Norte", "Red Sur")}
    assert networks == {"Red Norte": here, "Red Sur": there}
    [row] = coverage_by_ugel([cast.ugel], 2026)
    assert row.owed == sum(group["owed"] for group in groups) == here + there
    return here, there, row.owed


def test_who_moves_in_june_is_owed_one_year(year):
    at(year, year.jardin, FIRST, JUNE)
    at(year, year.pronoei, JUNE + timedelta(days=1))
    assert owed(year) == (2, 4, 6)


def test_who_leaves_in_june_is_owed_nothing_more(year):
    at(year, year.jardin, FIRST, JUNE)
    assert owed(year) == (2, 0, 2)


def test_ending_the_post_is_enough(year):
    assignment = at(year, year.jardin, FIRST)
    assert owed(year) == (6, 0, 6)
    end_post(post=assignment.post, ends_on=JUNE)
    assert owed(year) == (2, 0, 2)


def test_another_companion_changes_nothing(year):
    """What she left is told by the second assignment, and days without a companion are owed all the same."""
    at(year, year.jardin, FIRST, ends_on=JUNE)
    at(year, year.jardin, FIRST, who="olga", visits=4).__class__.objects.filter(visits_owed=4).update(
        starts_on=JUNE + timedelta(days=30)
    )
    assert owed(year) == (6, 0, 6)


def test_from_inside_and_from_outside_at_once_is_one_year(year):
    at(year, year.jardin, FIRST)
    at(year, year.jardin, FIRST, who="olga", visits=3)
    assert owed(year) == (6, 0, 6)


def test_who_came_late_is_owed_what_was_assigned(year):
    at(year, year.jardin, date(2026, 8, 3), visits=3)
    assert owed(year) == (3, 0, 3)


def test_last_year_and_other_people_are_apart(year):
    at(year, year.jardin, FIRST, JUNE)
    at(year, year.pronoei, FIRST, teacher=year.petra, visits=8)
    assert owed(year) == (2, 8, 10)


def test_each_plan_says_what_is_owed_where_its_reader_is(year):
    first = at(year, year.jardin, FIRST, JUNE)
    at(year, year.pronoei, JUNE + timedelta(days=1))
    year.closed_visit(assignment=first, visited_on=FIRST + timedelta(days=20))
    plans = {who: FOLLOW_UP_PLAN.gather(year.tania, campaign=year.campaign, by=who) for who in (year.diana, year.berta)}
    assert [[one["owed"] for one in plan["visits_of"]] for plan in plans.values()] == [[2], [6]]


def test_to_who_moved_only_what_is_left_is_proposed(client, year, time_machine):
    time_machine.move_to("2026-06-13T12:00:00-05:00")
    at(year, year.jardin, FIRST, JUNE)
    post = Post.objects.create(teacher=year.tania, institution=year.pronoei, cycle="II", starts_on=date(2026, 6, 13))
    client.force_login(year.berta)
    form = client.get(reverse("assignment_new", args=[post.pk])).context["form"]
    assert form["visits_owed"].value() == 4


def test_what_is_left_is_the_whole_year_for_who_did_not_move(year):
    first = at(year, year.jardin, FIRST, JUNE)
    assert visits_left(6, year.campaign, first.post) == 6
    other = Campaign.objects.create(
        ugel=year.ugel, year=2027, starts_on=date(2027, 3, 8), ends_on=date(2027, 12, 17), letterhead="x"
    )
    for campaign, starts_on, left in ((other, date(2027, 3, 8), 6), (year.campaign, date(2026, 12, 17), 1)):
        post = Post.objects.create(teacher=year.tania, institution=year.pronoei, cycle="II", starts_on=starts_on)
        assert visits_left(6, campaign, post) == left


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.dates(FIRST + timedelta(days=1), LAST), max_size=3, unique=True), min_size=1, max_size=3))
def test_sums_agree_for_any_moves(year, histories):
    """Each person goes back and forth between the two schools on these days, and is owed six visits all in all."""
    for model in (Assignment, Post, Teacher):  # those of the example before
        model.objects.all().delete()
    for n, days in enumerate(histories):
        teacher = Teacher(document_number=f"4400000{n}", first_names="N", last_names="Que se muda", kind="classroom")
        teacher.save()
        cuts = [FIRST, *sorted(days), LAST + timedelta(days=1)]
        for m, (first, end) in enumerate(zip(cuts, cuts[1:], strict=False)):
            place = (year.jardin, year.pronoei)[m % 2]
            at(year, place, first, end - timedelta(days=1), teacher=teacher)
    assert owed(year)[2] == 6 * len(histories)
