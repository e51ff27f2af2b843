"""Verdicts that are true: what is still in time, what no longer applies, and who says so."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accompaniment.models import Assignment, Companion
from visits.closing.services import missing_to_close, pending_commitments
from visits.commitments.settling import settle
from visits.models import Commitment, CommitmentReview, Visit
from visits.overview.timeline import summary
from visits.record.snapshot import hash_of, snapshot_of
from visits.tests.record.payload import payload


@pytest.fixture
def ana(client, cast):
    client.force_login(cast.ana)
    return client


@pytest.fixture
def agreed(cast):
    """What Ana and Tania agreed, due in a week."""
    commitment = cast.closed_visit().commitments.get()
    return due(commitment, cast.today + timedelta(days=7))


@pytest.fixture
def olga(cast):
    """A second companion of Tania's, of her own institution."""
    return Assignment.objects.create(
        companion=Companion.objects.get(user=cast.olga), post=cast.assignment.post, campaign=cast.campaign,
        modality="internal", visits_owed=3, starts_on=cast.today - timedelta(days=30),
    )  # fmt: skip


def due(commitment, day):
    commitment.due_on = day
    commitment.save()
    return commitment


def judged(cast, commitment, verdict, **fields):
    visit = cast.visit(status=Visit.Status.CLOSED)
    CommitmentReview.objects.create(commitment=commitment, visit=visit, verdict=verdict, **fields)
    settle([commitment.pk])
    commitment.refresh_from_db()
    return visit


def send(client, cast, commitment, **said):
    visit = Visit.objects.filter(status=Visit.Status.IN_PROGRESS).first() or cast.visit(visited_on=cast.today)
    words = {f"review__{commitment.pk}__{name}": value for name, value in said.items()}
    data = payload(cast.assignment, cast.version, visit=visit, day=cast.today, **words)
    return client.post(reverse("visits:form", args=[visit.pk]), data)


def test_before_its_date_the_form_says_still_in_time_and_closing_asks_nothing(ana, cast, agreed):
    visit = cast.visit(visited_on=cast.today)
    asked = ana.get(reverse("visits:form", args=[visit.pk])).context["visit_form"].reviews
    assert [form["verdict"].value() for form in asked] == ["in_time"]
    assert pending_commitments(visit) == []
    due(agreed, cast.today)
    asked = ana.get(reverse("visits:form", args=[visit.pk])).context["visit_form"].reviews
    assert [form["verdict"].value() for form in asked] == [None]
    assert "Falta decir si se cumplió 1 compromiso anterior." in missing_to_close(visit)


def test_still_in_time_leaves_it_open(cast, agreed):
    judged(cast, agreed, "in_time")
    assert (agreed.status, agreed.is_pending) == ("open", True)


def test_nothing_is_still_in_time_after_its_date(ana, cast, agreed):
    due(agreed, cast.today - timedelta(days=1))
    assert "Su plazo ya venció" in send(ana, cast, agreed, verdict="in_time").content.decode()
    assert send(ana, cast, due(agreed, cast.today), verdict="in_time").status_code == 302
    assert CommitmentReview.objects.get().verdict == "in_time"


def test_no_longer_applies_says_why_and_closes_it(ana, cast, agreed):
    assert "Di por qué ya no corresponde." in send(ana, cast, agreed, verdict="no_longer").content.decode()
    assert send(ana, cast, agreed, verdict="no_longer", evidence="Cambió de aula").status_code == 302
    judged(cast, agreed, "no_longer", evidence="Cambió de aula")
    assert not agreed.is_pending and not agreed.is_overdue
    page = ana.get(reverse("visits:teacher", args=[cast.tania.pk])).content.decode()
    assert "1 ya no corresponde" in page and "Cambió de aula" in page


def test_what_no_longer_applies_is_no_part_of_how_many_were_fulfilled(ana, cast, agreed):
    kept = cast.closed_visit().commitments.get()
    judged(cast, kept, "fulfilled", evidence="Se vio")
    judged(cast, agreed, "no_longer", evidence="Cambió de aula")
    context = ana.get(reverse("visits:teacher", args=[cast.tania.pk])).context
    assert "Un compromiso, ya cumplido." in context["summary"] and "1 ya no corresponde." in context["summary"]
    assert [len(context[name]) for name in ("pending", "fulfilled", "no_longer")] == [0, 1, 1]
    assert summary([], [], []) == []


def test_the_other_companion_reads_it_and_does_not_judge_it(client, cast, agreed, olga):
    visit = cast.visit(assignment=olga)
    client.force_login(cast.olga)
    answer = client.get(reverse("visits:form", args=[visit.pk]))
    assert answer.context["visit_form"].reviews == []
    assert [one.pk for one in answer.context["of_others"]] == [agreed.pk]
    assert "Lo que acordó con su otra acompañante" in answer.content.decode()
    assert agreed.action in client.get(reverse("visits:teacher", args=[cast.tania.pk])).content.decode()
    due(agreed, cast.today - timedelta(days=20))
    assert pending_commitments(visit) == []


def test_what_she_sends_of_it_judges_nothing(client, cast, agreed, olga):
    visit = cast.visit(assignment=olga, visited_on=cast.today)
    client.force_login(cast.olga)
    said = {f"review__{agreed.pk}__verdict": "not"}
    client.post(
        reverse("visits:form", args=[visit.pk]), payload(olga, cast.version, visit=visit, day=cast.today, **said)
    )
    assert Visit.objects.get(pk=visit.pk).revision == 2 and not CommitmentReview.objects.exists()


def test_once_the_other_one_left_it_is_hers_to_judge(client, cast, agreed, olga):
    Assignment.objects.filter(pk=cast.assignment.pk).update(ends_on=cast.today - timedelta(days=1))
    visit = cast.visit(assignment=olga, visited_on=cast.today)
    due(agreed, cast.today)
    assert pending_commitments(visit) == [agreed]
    client.force_login(cast.olga)
    answer = client.get(reverse("visits:form", args=[visit.pk]))
    assert [form.key for form in answer.context["visit_form"].reviews] == [agreed.pk]
    assert answer.context["of_others"] == []


def test_somebody_else_answers_for_it_by_name(ana, cast):
    changes = {"commitments__0__responsible": "authority", "commitments__0__responsible_name": "Presidente del comité"}
    visit = cast.visit(visited_on=cast.today)
    before = hash_of(snapshot_of(Visit.objects.with_record().get(pk=visit.pk)))
    data = payload(cast.assignment, cast.version, visit=visit, day=cast.today, **changes)
    assert ana.post(reverse("visits:form", args=[visit.pk]), data).status_code == 302
    theirs, hers = visit.commitments.order_by("order")
    assert theirs.responsible_in_words == "autoridad comunal: Presidente del comité"
    Visit.objects.update(status=Visit.Status.CLOSED)
    assert "autoridad comunal: Presidente del comité" in ana.get(visit.get_absolute_url()).content.decode()
    said = snapshot_of(Visit.objects.with_record().get(pk=visit.pk))
    assert [one.get("responsible_name") for one in said["commitments"]] == ["Presidente del comité", None]
    assert hash_of(said) != before


@pytest.mark.parametrize(("assignment", "word"), [("assignment", "docente"), ("promoter_assignment", "promotora")])
def test_she_is_called_as_her_kind_is(cast, assignment, word):
    visit = cast.closed_visit(assignment=getattr(cast, assignment))
    assert visit.commitments.get().responsible_in_words == word


@pytest.mark.parametrize("days", [-2, 5])
def test_a_director_reads_those_of_others_apart(client, cast, days):
    visit = cast.closed_visit()
    Commitment.objects.create(
        visit=visit, teacher=cast.tania, action="Techar el patio", responsible="family",
        due_on=cast.today + timedelta(days=days),
    )  # fmt: skip
    client.force_login(cast.diana)
    page = client.get(reverse("reports:institution", args=[cast.jardin.pk]), {"others": "yes"})
    assert [one.commitment.action for one in page.context["commitments"]] == ["Techar el patio"]
    assert page.context["pending"] == 2 and "familia o comité" in page.content.decode()
    client.force_login(cast.berta)
    late = client.get(reverse("reports:ugel", args=[cast.ugel.pk]), {"all": "overdue", "others": "yes"})
    assert [one.commitment.action for one in late.context["overdue"]] == ["Techar el patio"] * (days < 0)
