"""What a UGEL counts as overdue is what its list shows, to each reader as far as the verdicts are theirs to read."""

from datetime import timedelta
from itertools import product

import pytest
from django.urls import reverse

from accompaniment.models import Post
from reports.dashboards.commitments import hidden_from, overdue_in
from visits.commitments.settling import settle
from visits.commitments.standings import standings_of
from visits.models import Commitment, CommitmentReview, PairedObservation, Visit

VERDICTS = [None, "fulfilled", "partly", "rescheduled"]


@pytest.fixture
def agreed(cast):
    """What was agreed once and is past its date."""
    visit = cast.visit(status=Visit.Status.CLOSED)
    day = cast.today - timedelta(days=1)
    return Commitment.objects.create(visit=visit, teacher=cast.tania, action="Leer", due_on=day)


def judged(cast, commitment, verdict, *, days_ago):
    visit = cast.visit(status=Visit.Status.CLOSED, visited_on=cast.today - timedelta(days=days_ago))
    moved = cast.today + timedelta(days=9) if verdict == "rescheduled" else None
    CommitmentReview.objects.create(commitment=commitment, visit=visit, verdict=verdict, new_due_on=moved)
    settle([commitment.pk])
    return visit


def overdue_known_to_berta(cast):
    hidden = hidden_from(cast.berta, cast.ugel.pk)
    return list(overdue_in(cast.campaign, by=cast.berta, hidden=hidden))


def observe_apart(cast, visit):
    """Berta, the specialist, is the second observer of it and has not closed."""
    PairedObservation.objects.create(visit=visit, observer=cast.berta, invited_by=cast.ana)


@pytest.mark.parametrize(("read", "hidden"), list(product(VERDICTS, VERDICTS)))
def test_the_list_holds_what_the_figure_counts_as_its_reader_knows_it(client, cast, agreed, read, hidden):
    if read:
        judged(cast, agreed, read, days_ago=5)
    if hidden:
        observe_apart(cast, judged(cast, agreed, hidden, days_ago=3))
    client.force_login(cast.berta)
    context = client.get(reverse("reports:ugel", args=[cast.ugel.pk]), {"all": "overdue"}).context
    is_late = read in (None, "partly")  # whatever the hidden verdict says
    assert context["late"].n == len(context["overdue"]) == int(is_late)
    assert all(one.is_overdue for one in context["overdue"])
    assert [(late.person, late.n) for late in context["late"].first] == [(cast.tania, 1)] * is_late
    everything = standings_of(Commitment.objects.with_hidden_verdicts(cast.berta), by=cast.berta)
    assert [one.commitment for one in everything if one.is_overdue] == overdue_known_to_berta(cast)


def test_a_verdict_given_in_another_ugel_is_not_told(cast, agreed):
    elsewhere = judged(cast, agreed, "fulfilled", days_ago=3)
    assert not overdue_known_to_berta(cast)
    post = Post.objects.create(teacher=cast.tania, institution=cast.other_jardin, starts_on=cast.today, cycle="II")
    Visit.objects.filter(pk=elsewhere.pk).update(ugel=cast.other_ugel, institution=cast.other_jardin, post=post)
    assert overdue_known_to_berta(cast) == [agreed]
