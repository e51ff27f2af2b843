"""Each way in which a visit is closed, corrected, changes hands or goes: told once, with what changed, or not."""

import uuid
from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accompaniment.merging.answers import KEPT, Choices
from accompaniment.merging.comparison import compare
from accompaniment.merging.services import merge_people
from accompaniment.models import Assignment, Post, Teacher
from accompaniment.people.services import TeacherData
from conftest import assign, teacher_at
from visits.closing.confirmations import close_and_confirm
from visits.closing.services import close_visit
from visits.models import Revision, Visit
from visits.plan.services import confirm_year, preview_year, undo_proposal
from visits.plan.transfers import plan_transfer, transfer
from visits.signals import visit_closed
from visits.tests.record.payload import payload

from .listening import listening


@pytest.fixture
def hears(django_capture_on_commit_callbacks):
    return partial(listening, django_capture_on_commit_callbacks)


@pytest.fixture
def ready(cast):
    """A visit in progress that lacks nothing."""
    visit = cast.visit()
    for criterion in cast.version.criteria.all():
        visit.scores.create(criterion=criterion, value=3, evidence="Se vio")
    return visit


def test_a_closed_visit_is_told_when_all_of_it_is_written(cast, ready, hears):
    commitment = cast.closed_visit().commitments.get()
    ready.commitment_reviews.create(commitment=commitment, verdict="fulfilled")
    seen = []

    def see(visit, **kwargs):
        commitment.refresh_from_db()
        seen.append((visit.status, commitment.status))

    visit_closed.connect(see)
    try:
        with hears() as heard:
            close_and_confirm(visit=ready, by=cast.ana, own_drawing=[], accompanied=None)
    finally:
        visit_closed.disconnect(see)
    assert heard == [("visit_closed", ready.pk, {})]
    assert seen == [("closed", "fulfilled")]


def test_what_is_not_closed_is_not_told(cast, ready, hears):
    same = Visit.objects.get(pk=ready.pk)
    with hears() as heard, pytest.raises(ValidationError):
        close_visit(visit=cast.visit())
    assert heard == []
    close_visit(visit=ready)
    with hears() as heard, pytest.raises(ValidationError):
        close_visit(visit=same)
    assert heard == []


def test_an_error_in_a_receiver_undoes_the_change(ready):
    def break_down(**kwargs):
        raise RuntimeError

    visit_closed.connect(break_down)
    try:
        with pytest.raises(RuntimeError):
            close_visit(visit=ready)
    finally:
        visit_closed.disconnect(break_down)
    ready.refresh_from_db()
    assert ready.status == Visit.Status.IN_PROGRESS


def test_a_correction_is_told_once_with_what_it_said(client, cast, hears):
    visit = cast.closed_visit()
    client.force_login(cast.ana)
    url = reverse("visits:correct", args=[visit.pk])
    data = payload(cast.assignment, cast.version, visit=visit, day=cast.today, reason="Me equivoqué de nivel")
    with hears() as heard:
        assert client.post(url, {**data, "visit-starts_at": ""}).status_code == 200
    assert heard == []
    with hears() as heard:
        for _again in range(2):
            assert client.post(url, data).status_code == 302
    assert heard == [("visit_corrected", visit.pk, {"revision": Revision.objects.get()})]


# --- Handed over -----------------------------------------------------------------------------------------------------
@pytest.fixture
def handed_over(cast):
    """What hands Ana's two people over to Olga today."""
    receiver = cast.olga.companions.get()
    return {"receiver": receiver, "starts_on": cast.today, "assignments": [cast.assignment, cast.promoter_assignment]}


def planned(cast, assignment):
    return cast.visit(assignment=assignment, status="planned", visited_on=cast.today + timedelta(days=5), revision=0)


def test_visits_that_change_hands_are_told_each_once(cast, handed_over, hears):
    moving = [planned(cast, assignment) for assignment in handed_over["assignments"]]
    cast.closed_visit(visited_on=cast.today - timedelta(days=30))  # stays with who made it
    with hears() as heard:
        transfer(**handed_over)
    was = {v.pk: {"assignment_id": v.assignment_id, "companion_id": v.companion_id} for v in moving}
    assert sorted(heard, key=lambda told: str(told[1])) == [
        ("visit_transferred", pk, {"before": was[pk]}) for pk in sorted(was, key=str)
    ]


def test_neither_a_preview_nor_a_refused_hand_over_tells(cast, handed_over, hears):
    planned(cast, cast.assignment)
    with hears() as heard:
        plan_transfer(**handed_over)
        cast.closed_visit(visited_on=cast.today)
        with pytest.raises(ValidationError):
            transfer(**handed_over)
    assert heard == []


# --- Joined ----------------------------------------------------------------------------------------------------------
def merge(cast, twin, **choices):
    comparison = compare(cast.tania, twin, by=cast.berta)
    kept = comparison.kept.teacher
    person = TeacherData(**{name: getattr(kept, name) for name in TeacherData.__dataclass_fields__})
    choices = Choices(person=person, **choices)
    return merge_people(by=cast.berta, one=cast.tania, other=twin, choices=choices, seen=comparison.fingerprint)


@pytest.fixture
def twin(cast):
    """Tania once more, in the same place on the same days, accompanied by Olga."""
    post = teacher_at(
        cast.jardin, "Tania", "Flores", "41000009", Teacher.Kind.CLASSROOM, since=cast.assignment.starts_on
    )
    assign(cast.olga.companions.get(), post, cast.campaign, since=cast.assignment.starts_on)
    return post.teacher


def test_visits_of_a_joined_record_are_told_each_once_with_all_that_changed(cast, twin, hears):
    for _n in range(2):
        cast.closed_visit()
    post = Post.objects.get(teacher=twin)
    made = cast.closed_visit(assignment=Assignment.objects.get(post=post))
    [clash] = compare(cast.tania, twin, by=cast.berta).clashes
    with hears() as heard:
        merge(cast, twin, posts={clash.merged.pk: KEPT})
    assert heard == [("visit_transferred", made.pk, {"before": {"post_id": post.pk, "teacher_id": twin.pk}})]
    made.refresh_from_db()
    assert (made.teacher, made.post) == (cast.tania, cast.assignment.post)


def test_joining_records_without_visits_tells_nothing(cast, twin, hears):
    cast.closed_visit()
    with hears() as heard:
        merge(cast, twin)
    assert heard == []


# --- Removed ---------------------------------------------------------------------------------------------------------
def test_a_proposal_taken_back_tells_of_each_visit(cast, hears):
    companion = cast.assignment.companion
    year = preview_year(companion=companion, campaign=cast.campaign)
    confirm_year(
        proposal_id=uuid.uuid4(),
        companion=companion,
        campaign=cast.campaign,
        digest=year.digest,
        by=cast.ana,
    )
    visits = set(Visit.objects.values_list("pk", flat=True))
    proposal = companion.proposals.get()
    with hears() as heard:
        undo_proposal(proposal=proposal)
    assert [name for name, _pk, _said in heard] == ["visit_removed"] * len(visits)
    assert {pk for _name, pk, _said in heard} == visits
