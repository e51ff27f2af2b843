"""What a script hears of what it sent, case by case, by status and body."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accompaniment.kept import writer_token
from accompaniment.models import Campaign
from visits.models import Submission
from visits.tests.payload import payload

JSON = {"Accept": "application/json"}
HALF = {"commitments-0-due_on": ""}


@pytest.fixture
def ana(client, cast):
    client.force_login(cast.ana)
    return client


def form_url(visit_id):
    return reverse("visits:form", args=[visit_id])


def visit_data(cast, **changes):
    return payload(cast.assignment, cast.version, day=cast.today) | {"writer": writer_token(cast.ana)} | changes


def send(client, url, data):
    """Post as a script does; return the status and the body."""
    answer = client.post(url, data, headers=JSON)
    assert answer.headers["Content-Type"] == "application/json"
    return answer.status_code, answer.json()


# --- A visit: in -------------------------------------------------------------------------------------------------
def test_a_visit_is_received_with_its_receipt(ana, cast):
    data = visit_data(cast)
    status, body = send(ana, form_url(uuid.uuid4()), data)
    received = Submission.objects.get()
    assert (status, uuid.UUID(body.pop("next")).version) == (200, 4)
    assert body == {
        "state": "received",
        "submission": data["submission"],
        "revision": 1,
        "at": timezone.localtime(received.received_at).strftime("%H:%M"),
        "clock": "",
    }


def test_sent_again_it_is_received_again(ana, cast):
    url, data = form_url(uuid.uuid4()), visit_data(cast)
    first, second = (send(ana, url, data) for _ in range(2))
    for _status, body in (first, second):
        del body["next"]
    assert first == second
    assert Submission.objects.count() == 1


def test_a_wrong_clock_is_told_with_the_receipt(ana, cast):
    sent_at = (timezone.now() + timedelta(hours=3)).isoformat()
    _status, body = send(ana, form_url(uuid.uuid4()), visit_data(cast, sent_at=sent_at))
    assert body["state"] == "received"
    assert "El reloj de tu equipo no coincide" in body["clock"]


def test_what_a_visit_still_lacks_is_held_and_said(ana, cast):
    visit = cast.visit()
    data = visit_data(cast, base_revision=1, **HALF)
    status, body = send(ana, form_url(visit.pk), data)
    held = Submission.objects.get()
    assert status == 200
    assert body["missing"] == [
        {"field": "id_commitments-0-due_on", "label": "Para cuándo", "error": body["missing"][0]["error"]}
    ]
    assert body["missing"][0]["error"]
    assert (body["state"], body["submission"], body["clock"]) == ("held", data["submission"], "")
    assert body["at"] == timezone.localtime(held.received_at).strftime("%H:%M")


def test_one_on_an_older_revision_is_a_conflict(ana, cast):
    visit = cast.visit(revision=2)
    answer = send(ana, form_url(visit.pk), visit_data(cast, base_revision=1))
    assert answer == (409, {"state": "conflict", "url": reverse("visits:conflict", args=[visit.pk])})


# --- A visit: not in ---------------------------------------------------------------------------------------------
def test_what_a_visit_lacks_that_the_system_does_not_know_yet_is_said(ana, cast):
    status, body = send(ana, form_url(uuid.uuid4()), visit_data(cast, **HALF))
    assert (status, body["state"]) == (200, "incomplete")
    assert [(one["field"], one["label"]) for one in body["missing"]] == [("id_commitments-0-due_on", "Para cuándo")]
    assert not Submission.objects.exists()


def test_signed_out_it_says_so(client, cast):
    assert send(client, form_url(uuid.uuid4()), visit_data(cast)) == (401, {"state": "signed_out"})


def test_a_stale_token_is_said_like_signed_out(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ana)
    assert send(client, form_url(uuid.uuid4()), visit_data(cast)) == (403, {"state": "signed_out"})


def refused(reason):
    return 403, {"state": "refused", "reason": reason}


def test_a_closed_visit_refuses(ana, cast):
    visit = cast.closed_visit()
    answer = send(ana, form_url(visit.pk), visit_data(cast, base_revision=visit.revision))
    assert answer == refused("La visita ya está cerrada y no se modifica.")


@pytest.mark.parametrize("is_known", [False, True])
def test_a_closed_campaign_refuses(ana, cast, is_known):
    visit_id, base = (cast.visit().pk, 1) if is_known else (uuid.uuid4(), 0)
    Campaign.objects.filter(pk=cast.campaign.pk).update(closed_at=timezone.now())
    status, body = send(ana, form_url(visit_id), visit_data(cast, base_revision=base))
    assert (status, body["state"]) == (403, "refused")
    assert "La campaña ya está cerrada" in body["reason"]
    assert not Submission.objects.exists()
