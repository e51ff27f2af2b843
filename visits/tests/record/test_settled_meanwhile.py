"""A commitment that another visit settled while its verdict was being written: nothing that was said of it is lost."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from visits.commitments.settling import settle
from visits.models import Commitment, CommitmentReview, Submission, Visit

from .payload import payload


@pytest.fixture
def ana(client, cast):
    client.force_login(cast.ana)
    return client


@pytest.fixture
def agreed(cast):
    """What was agreed in an earlier visit, and the means to let another visit settle it."""
    return cast.closed_visit().commitments.get()


def settled_by(cast, commitment, *, days_ago, verdict="fulfilled"):
    visit = cast.visit(status=Visit.Status.CLOSED, visited_on=cast.today - timedelta(days=days_ago))
    CommitmentReview.objects.create(commitment=commitment, visit=visit, verdict=verdict, evidence="Lo hizo")
    settle([commitment.pk])
    return visit


def said(cast, commitment, *, visit=None, **changes):
    review = f"review__{commitment.pk}"
    words = {f"{review}__verdict": "partly", f"{review}__evidence": "Lo hizo a veces"}
    day = cast.today - timedelta(days=1)
    return payload(cast.assignment, cast.version, visit=visit, day=day, **(words | changes))


def send(client, visit_id, data):
    return client.post(reverse("visits:form", args=[visit_id]), data)


def test_what_was_typed_before_is_kept_and_the_page_says_who_settled_it(ana, cast, agreed):
    visit_id = uuid.uuid4()
    data = said(cast, agreed)
    other = settled_by(cast, agreed, days_ago=5)
    assert send(ana, visit_id, data).status_code == 302
    assert CommitmentReview.objects.get(visit=visit_id).evidence == "Lo hizo a veces"
    page = ana.get(reverse("visits:form", args=[visit_id])).text
    assert "Lo hizo a veces" in page
    assert "Mientras tanto quedó «cumplido»" in page and str(other.companion) in page


def test_what_was_saved_before_is_kept_when_the_form_is_sent_again(ana, cast, agreed):
    visit_id = uuid.uuid4()
    send(ana, visit_id, said(cast, agreed))
    settled_by(cast, agreed, days_ago=5)
    visit = Visit.objects.get(pk=visit_id)
    send(ana, visit_id, said(cast, agreed, visit=visit, **{f"review__{agreed.pk}__evidence": "Ya casi siempre"}))
    assert CommitmentReview.objects.get(visit=visit_id).evidence == "Ya casi siempre"


def test_one_that_the_form_says_nothing_of_is_not_asked_about(ana, cast, agreed):
    settled_by(cast, agreed, days_ago=5)
    page = ana.get(reverse("visits:form", args=[uuid.uuid4()]), {"assignment": cast.assignment.pk}).text
    assert agreed.action not in page


def test_it_is_compared_with_what_is_saved(ana, cast, agreed):
    visit_id = uuid.uuid4()
    send(ana, visit_id, said(cast, agreed, **{f"review__{agreed.pk}__{n}": "" for n in ("verdict", "evidence")}))
    settled_by(cast, agreed, days_ago=5)
    send(ana, visit_id, said(cast, agreed))
    assert Submission.objects.waiting().exists()
    page = ana.get(reverse("visits:conflict", args=[visit_id]))
    assert page.status_code == 200 and "Lo hizo a veces" in page.text


@pytest.mark.parametrize(("days_ago", "status"), [(5, "partly"), (0, "fulfilled")])
def test_the_verdict_of_the_latest_visit_counts_whichever_closes_last(ana, cast, agreed, days_ago, status):
    visit_id = uuid.uuid4()
    send(ana, visit_id, said(cast, agreed))
    settled_by(cast, agreed, days_ago=days_ago)
    ana.post(reverse("visits:close", args=[visit_id]), {"means": "later"})
    assert Visit.objects.get(pk=visit_id).is_closed
    assert Commitment.objects.get(pk=agreed.pk).status == status


def test_nobody_says_anything_of_what_another_person_agreed(ana, cast):
    others = cast.closed_visit(assignment=cast.promoter_assignment).commitments.get()
    visit_id = uuid.uuid4()
    send(ana, visit_id, said(cast, others))
    assert not CommitmentReview.objects.exists()
