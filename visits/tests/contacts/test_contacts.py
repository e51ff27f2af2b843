"""Contacts: received once, closed without a rubric, read by her, and never counted among the visits."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accompaniment.models import Assignment, Campaign
from reports.people_data.own_export import data_of
from visits.contacts.services import annul_contact
from visits.models import CommitmentReview, Contact
from visits.today.people import people_of


@pytest.fixture
def ana(client, cast):
    client.force_login(cast.ana)
    return client


@pytest.fixture
def agreed(cast):
    commitment = cast.closed_visit().commitments.get()
    commitment.due_on = cast.today - timedelta(days=1)
    commitment.save()
    return commitment


def said(cast, **changes):
    data = {
        "submission": uuid.uuid4(), "base_revision": 0, "assignment": cast.assignment.pk, "medium": "message",
        "contacted_on": cast.today.isoformat(), "minutes": 10, "talked": "Cómo va con los cuentos",
    }  # fmt: skip
    return data | changes


def send(client, contact_id, data, **extra):
    return client.post(reverse("visits:contact_edit", args=[contact_id]), data, **extra)


def closed(client, cast, **changes):
    contact_id = uuid.uuid4()
    assert send(client, contact_id, said(cast, close="1", **changes)).status_code == 302
    return Contact.objects.get(pk=contact_id)


def judging(commitment, verdict, evidence="Mostró el cuaderno"):
    return {f"review-{commitment.pk}-verdict": verdict, f"review-{commitment.pk}-evidence": evidence}


def test_three_taps_from_my_day_to_a_contact_that_is_closed(ana, cast):
    link = reverse("visits:contact_new", args=[cast.assignment.pk])
    assert cast.tania.get_absolute_url() in ana.get("/").text
    assert link in ana.get(cast.tania.get_absolute_url()).text
    begun = ana.get(link)
    form = ana.get(begun.url).context["form"]
    assert form.fields["medium"].value() == "telephone" and form.fields["contacted_on"].value() == cast.today
    assert "scores" not in form.fields.fields
    contact = closed(ana, cast)
    assert contact.is_told and (contact.teacher, contact.companion.user) == (cast.tania, cast.ana)


def test_the_same_sending_twice_is_there_once(ana, cast):
    contact_id, data = uuid.uuid4(), said(cast, close="1")
    answers = [send(ana, contact_id, data, headers={"accept": "application/json"}).json() for _n in range(2)]
    assert [one["state"] for one in answers] == ["received", "received"]
    assert Contact.objects.get().revision == 1


def test_what_was_written_on_an_older_revision_overwrites_nothing(ana, cast):
    contact_id = uuid.uuid4()
    send(ana, contact_id, said(cast))
    send(ana, contact_id, said(cast, base_revision=1, talked="Segunda"))
    answer = send(ana, contact_id, said(cast, base_revision=1, talked="Del otro teléfono"))
    assert Contact.objects.get().talked == "Segunda"
    page = answer.content.decode()
    assert "cambió mientras lo escribías" in page and "Del otro teléfono" in page
    seen = answer.context["form"].fields["base_revision"].value()
    assert send(ana, contact_id, said(cast, base_revision=seen, talked="x")).status_code == 302


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"minutes": ""}, "Falta cuántos minutos duró."),
        ({"talked": "", "agreed": ""}, "Falta de qué hablaron"),
        ({"contacted_on": timezone.localdate() + timedelta(days=1)}, "ese día todavía no llega"),
        ({"medium": "paloma"}, "Escoja una opción válida"),
    ],
)
def test_it_says_what_is_missing_and_nothing_is_lost(ana, cast, changes, reason):
    answer = send(ana, uuid.uuid4(), said(cast, close="1", agreed="Llamo el lunes") | changes)
    assert reason in answer.content.decode()
    assert ("Llamo el lunes" in answer.content.decode()) is ("agreed" not in changes)
    assert not Contact.objects.filter(closed_at__isnull=False).exists()


def test_a_verdict_given_in_it_stands_in_the_history_like_one_of_a_visit(ana, cast, agreed):
    contact = closed(ana, cast, **judging(agreed, "fulfilled"))
    agreed.refresh_from_db()
    assert agreed.status == "fulfilled"
    page = ana.get(reverse("visits:teacher", args=[cast.tania.pk])).content.decode()
    assert "Mostró el cuaderno" in page and contact.get_absolute_url() in page
    form = ana.get(reverse("visits:form", args=[cast.visit().pk])).context["visit_form"]
    assert form.reviews == []


def test_the_verdict_of_a_draft_says_nothing_yet(ana, cast, agreed):
    send(ana, uuid.uuid4(), said(cast, **judging(agreed, "fulfilled")))
    agreed.refresh_from_db()
    assert agreed.status == "open" and not CommitmentReview.objects.told().exists()


def test_annulled_it_counts_no_more_and_takes_its_verdict_back(ana, cast, agreed):
    contact = closed(ana, cast, **judging(agreed, "fulfilled"))
    page = reverse("visits:contact_annul", args=[contact.pk])
    assert ana.post(page, {"why": ""}).status_code == 200
    ana.post(page, {"why": "Era de otra persona"})
    agreed.refresh_from_db()
    assert agreed.status == "open" and Contact.objects.told().count() == 0
    assert "Era de otra persona" in ana.get(contact.get_absolute_url()).content.decode()
    assert ana.post(page, {"why": "otra vez"}).status_code == 403
    annul_contact(contact=contact, why="en el mismo momento")
    contact.refresh_from_db()
    assert contact.annulled_why == "Era de otra persona"


def test_closed_it_does_not_change(ana, cast):
    contact = closed(ana, cast)
    answer = send(ana, contact.pk, said(cast, base_revision=1, talked="Otra cosa"))
    assert "ya está cerrado" in answer.content.decode()
    contact.refresh_from_db()
    assert contact.talked == "Cómo va con los cuentos"


def test_she_reads_it_and_says_she_agrees(client, ana, cast):
    contact = closed(ana, cast)
    client.force_login(cast.tania.user)
    assert contact.get_absolute_url() in client.get("/").content.decode()
    client.post(reverse("visits:contact_acknowledge", args=[contact.pk]), {"comment": "Gracias por llamar"})
    client.post(reverse("visits:contact_acknowledge", args=[contact.pk]), {"comment": "otra cosa"})
    contact.refresh_from_db()
    assert contact.acknowledged_at and contact.comment == "Gracias por llamar"
    assert contact.get_absolute_url() not in client.get("/").content.decode()
    assert "Gracias por llamar" in str(data_of(cast.tania.user))


def test_it_is_never_added_to_the_visits(client, ana, cast):
    closed(ana, cast)
    [tania] = [one for one in people_of(cast.ana, cast.today) if one.assignment.pk == cast.assignment.pk]
    assert (tania.assignment.made, tania.assignment.contacts_made) == (0, 1)
    client.force_login(cast.berta)
    context = client.get(reverse("reports:ugel", args=[cast.ugel.pk])).context
    assert (context["total"].made, context["needs"].followed) == (0, 1)
    opened = client.get(reverse("visits:contacts"), {"state": "told", "campaign": cast.campaign.pk})
    assert opened.context["page"].paginator.count == 1


@pytest.mark.parametrize(("state", "n"), [("told", 1), ("waiting", 1), ("draft", 1), ("annulled", 0), ("", 2)])
def test_the_list_is_narrowed(ana, cast, state, n):
    closed(ana, cast)
    send(ana, uuid.uuid4(), said(cast))
    assert ana.get(reverse("visits:contacts"), {"state": state}).context["page"].paginator.count == n


def test_it_is_of_the_days_of_the_assignment(ana, cast):
    Assignment.objects.filter(pk=cast.assignment.pk).update(ends_on=cast.today - timedelta(days=1))
    answer = send(ana, uuid.uuid4(), said(cast, close="1"))
    assert "Ese día no acompañabas a esta persona." in answer.content.decode()
    day = (cast.today - timedelta(days=2)).isoformat()
    assert send(ana, uuid.uuid4(), said(cast, close="1", contacted_on=day)).status_code == 302


def test_nobody_else_writes_one(client, cast):
    for who, status in (("olga", 404), ("berta", 403), ("carla", 404)):
        client.force_login(getattr(cast, who))
        assert send(client, uuid.uuid4(), said(cast)).status_code == status
    assert not Contact.objects.exists()


def test_a_closed_year_takes_none(ana, cast):
    Campaign.objects.filter(pk=cast.campaign.pk).update(closed_at="2026-01-01T00:00Z")
    assert send(ana, uuid.uuid4(), said(cast)).status_code == 403
