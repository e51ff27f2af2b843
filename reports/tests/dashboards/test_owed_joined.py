"""Two records joined are one person, owed one year at both schools: every sum agrees; parted, each has its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accompaniment.merging.answers import KEPT, Choices
from accompaniment.merging.comparison import compare
from accompaniment.merging.services import merge_people
from accompaniment.merging.undoing import undo_merge
from accompaniment.models import Assignment, Companion, Institution, MergedRecord, Post, Teacher, User
from accompaniment.people.assignments.owed import owed_visits
from accompaniment.people.services import TeacherData
from conftest import Cast, assign, teacher_at
from reports.dashboards.commitments import hidden_from, overdue_in, pending_commitments_of
from reports.dashboards.indicators import coverage_groups, people_of, total_of
from visits.models import Commitment, Visit
from visits.plan.previous import previous_result


@pytest.fixture
def other_school(cast: Cast) -> Institution:
    return Institution.objects.create(
        modular_code="9900009", name="Jardín Arcoíris", kind="kindergarten", level_code="A2", ugel=cast.ugel,
        cycle="II", area="urban",
    )  # fmt: skip


def registered_again(cast: Cast, place: Institution, first: int, last: int | None) -> Assignment:
    """Tania once more, at a place from and until so many days ago, accompanied by Olga, who owes eight visits."""
    post = teacher_at(place, "Tania", "Flores", "41000009", "classroom", since=cast.today - timedelta(days=first))
    ends_on = cast.today - timedelta(days=last) if last is not None else None
    Post.objects.filter(pk=post.pk).update(ends_on=ends_on)
    olga = Companion.objects.get(user=cast.olga)
    assignment = assign(olga, Post.objects.get(pk=post.pk), cast.campaign, since=post.starts_on, ends_on=ends_on)
    Assignment.objects.filter(pk=assignment.pk).update(visits_owed=8)
    return Assignment.objects.get(pk=assignment.pk)


def join(cast: Cast, other: Teacher) -> Teacher:
    comparison = compare(cast.tania, other, by=cast.berta)
    assert comparison is not None
    kept = comparison.kept.teacher
    person = TeacherData(**{name: getattr(kept, name) for name in TeacherData.__dataclass_fields__})
    choices = Choices(person=person, posts={clash.merged.pk: KEPT for clash in comparison.clashes})
    return merge_people(by=cast.berta, one=cast.tania, other=other, choices=choices, seen=comparison.fingerprint)


def sums(cast: Cast, *people: Teacher) -> tuple[int, int, int]:
    """What these people are owed: added up over posts, over schools, and over the UGEL without everybody else."""
    keys = [teacher.pk for teacher in people]
    theirs = Assignment.objects.filter(campaign=cast.campaign, post__teacher__in=keys)
    at_posts = sum(owed_visits(theirs, "post").values())
    schools = Institution.objects.filter(ugel=cast.ugel)
    at_schools = sum(one.owed for school in schools for one in people_of(school, cast.campaign) if one.pk in keys)
    others = Assignment.objects.filter(campaign=cast.campaign).exclude(post__teacher__in=keys)
    of_others = sum(owed_visits(others, "post").values())
    return at_posts, at_schools, total_of(coverage_groups(cast.campaign), "").owed - of_others


@pytest.mark.parametrize(("first", "last"), [(90, None), (200, None), (150, 60), (20, 20)])
def test_one_person_is_owed_her_year_once(cast: Cast, other_school: Institution, first: int, last: int | None) -> None:
    theirs = registered_again(cast, other_school, first, last)
    twin = theirs.post.teacher
    assert sums(cast, cast.tania, twin)[1:] == (sums(cast, cast.tania, twin)[0],) * 2
    before = [sums(cast, one) for one in (cast.tania, twin)]
    kept = join(cast, twin)
    assert sums(cast, kept) == (8, 8, 8)  # the larger of six and eight, at her posts by their days
    undo_merge(by=cast.berta, record=MergedRecord.objects.get())
    assert [sums(cast, one) for one in (cast.tania, twin)] == before


def test_one_post_written_twice_owes_what_the_larger_assignment_says(cast: Cast) -> None:
    """Both are kept when two companions have it; of one companion's two, the one that is left owes the larger."""
    theirs = registered_again(cast, cast.jardin, 90, None)
    Assignment.objects.filter(pk=theirs.pk).update(companion=cast.assignment.companion)
    kept = join(cast, theirs.post.teacher)
    running = Assignment.objects.filter(post__teacher=kept, companion=cast.assignment.companion)
    assert [one.visits_owed for one in running] == [8]
    assert sums(cast, kept) == (8, 8, 8)


def test_the_page_after_joining_says_how_many_fall_to_each(client: Any, cast: Cast, other_school: Institution) -> None:
    theirs = registered_again(cast, other_school, 90, None)
    kept = join(cast, theirs.post.teacher)
    client.force_login(cast.berta)
    text = client.get(reverse("joined", args=[MergedRecord.objects.get().pk])).content.decode()
    for place in (cast.jardin, other_school):
        [person] = [one for one in people_of(place, cast.campaign) if one.pk == kept.pk]
        assert f"<dt>{place.name}</dt><dd>{person.owed} visitas en {cast.today.year}</dd>" in text


# --- Commitments -----------------------------------------------------------------------------------------------------
@pytest.fixture
def joined(cast: Cast, other_school: Institution) -> Teacher:
    """One person with an overdue commitment of each school, and a visit planned at each."""
    theirs = registered_again(cast, other_school, 90, None)
    for assignment in (cast.assignment, theirs):
        cast.closed_visit(assignment=assignment)
        cast.visit(assignment=assignment, status="planned", visited_on=cast.today, number=9)
    Commitment.objects.update(due_on=cast.today - timedelta(days=1))
    return join(cast, theirs.post.teacher)


def test_what_is_open_opens_the_next_visit_at_either_school(client: Any, cast: Cast, joined: Teacher) -> None:
    agreed = set(Commitment.objects.filter(teacher=joined))
    assert len(agreed) == 2
    for name in ("ana", "olga"):
        user = User.objects.get(pk=getattr(cast, name).pk)
        visit = Visit.objects.get(companion__user=user, status="planned")
        assert {one.commitment for one in previous_result(visit, by=user).commitments} == agreed
        client.force_login(user)
        form = client.get(reverse("visits:form", args=[visit.pk])).content.decode()
        page = client.get(joined.get_absolute_url()).content.decode()
        hers = [one for one in agreed if one.visit and one.visit.companion_id == visit.companion_id]
        assert [f"review-{one.pk}-verdict" in form for one in hers] == [True]
        assert "Lo que acordó con su otra acompañante" in form
        assert page.count("Hacer dos preguntas abiertas en cada actividad.") >= 2


def test_each_school_reads_what_was_agreed_there_and_the_ugel_both(
    cast: Cast, joined: Teacher, other_school: Institution
) -> None:
    own, theirs = (set(pending_commitments_of(place, cast.campaign)) for place in (cast.jardin, other_school))
    assert len(own) == len(theirs) == 1 and own != theirs
    assert set(overdue_in(cast.campaign, by=cast.berta, hidden=hidden_from(cast.berta, cast.ugel.pk))) == own | theirs
