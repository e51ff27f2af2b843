"""A person's page: what moved, what was agreed and what became of it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from visits.commitments.settling import settle
from visits.models import Attendance, Commitment, CommitmentReview, GroupSession, Visit
from visits.overview.timeline import moved


@pytest.fixture
def open_page(client, cast):
    def open_page(who):
        client.force_login(who)
        return client.get(reverse("visits:teacher", args=[cast.tania.pk]))

    return open_page


def test_levels_that_moved_are_told(cast, open_page):
    cast.closed_visit(levels=[2, 2, 3, 1, 2])
    cast.closed_visit(number=2, levels=[3, 2, 2, 1, 2])
    html = open_page(cast.ana).content.decode()
    first, third = (cast.version.criteria.get(order=n).short_title for n in (1, 3))
    assert f"{first}: II → III" in html
    assert f"{third}: III → II" in html
    assert html.count(" → ") == 2


def test_nothing_moved_between_different_instruments(cast):
    assert moved({}, {}) == []


def test_the_story_counts(cast, open_page):
    visit = cast.closed_visit()
    later = cast.closed_visit(number=2)
    kept = visit.commitments.get()
    CommitmentReview.objects.create(visit=later, commitment=kept, verdict="fulfilled", evidence="Se vio en la asamblea")
    settle([kept.pk])
    session = GroupSession.objects.create(
        campaign=cast.campaign, kind="gia", title="Preguntar", facilitator="Ana", held_on=cast.today
    )
    Attendance.objects.create(session=session, teacher=cast.tania, status="attended")
    html = open_page(cast.ana).content.decode()
    assert "2 visitas desde el" in html
    assert "Participó en 1 reunión." in html
    assert "De 2 compromisos, 1 cumplido." in html
    assert "Se vio en la asamblea" in html


def test_before_the_first_visit_there_is_no_summary(cast, open_page):
    answer = open_page(cast.ana)
    assert answer.context["summary"] == []
    assert "Todavía no hay visitas" in answer.content.decode()


def test_a_visit_that_was_not_made_says_why(cast, open_page):
    cast.visit(status=Visit.Status.CANCELLED, cancel_cause="strike", cancel_reason="Paro del SUTEP")
    html = open_page(cast.ana).content.decode()
    assert "paro o huelga" in html
    assert "Paro del SUTEP" in html


def test_an_overdue_commitment_stays_in_sight(cast, open_page):
    Commitment.objects.filter(visit=cast.closed_visit()).update(due_on=cast.today - timedelta(days=1))
    assert "vencido" in open_page(cast.tania.user).content.decode()


def test_a_verdict_in_a_draft_is_not_told_yet(cast, open_page):
    kept = cast.closed_visit().commitments.get()
    CommitmentReview.objects.create(visit=cast.visit(number=2), commitment=kept, verdict="not", evidence="Borrador")
    assert "Borrador" not in open_page(cast.diana).content.decode()


def test_the_page_keeps_to_its_queries(cast, client, django_assert_max_num_queries):
    for number in range(1, 6):
        cast.closed_visit(number=number)
    client.force_login(cast.ana)
    url = cast.tania.get_absolute_url()
    client.get(url)  # the first opening within the hour writes that it was opened
    with django_assert_max_num_queries(12):
        client.get(url)


def test_many_pending_commitments_are_folded_below_the_first(cast, open_page):
    visit = cast.closed_visit()
    said = "Ver los 10 compromisos pendientes"
    assert said not in open_page(cast.ana).text
    for n in range(9):
        Commitment.objects.create(visit=visit, teacher=cast.tania, action=f"Probar {n}.", due_on=cast.today)
    page = open_page(cast.ana).text
    shown, folded = page.split(said)
    assert "Probar 0." in shown and "Probar 8." in folded
