"""What a script hears of what it sent, case by case, by status and body: docs/receiving.md in tests."""

import uuid
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accompaniment.lib.drafts import writer_of, writer_token
from accompaniment.models import Assignment, Campaign
from accompaniment.submissions.receiving import NewSubmission, Refused
from rubrics.models import InstrumentVersion
from visits.models import Submission, Visit
from visits.record.receive import apply_version
from visits.record.record import VisitRecord
from visits.tests.record.payload import payload

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


def test_written_on_a_visit_that_is_gone_it_begins_at_its_first_revision(ana, cast):
    """Its calendar was taken back while the form was open: what the next one is written on must be what is saved."""
    url = form_url(uuid.uuid4())
    _status, first = send(ana, url, visit_data(cast, base_revision=1))
    assert (first["state"], first["revision"]) == ("received", Visit.objects.get().revision)
    _status, second = send(ana, url, visit_data(cast, submission=first["next"], base_revision=first["revision"]))
    assert (second["state"], second["revision"]) == ("received", 2)


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
    status, body = send(ana, form_url(visit.pk), visit_data(cast, base_revision=1))
    kept = Submission.objects.get()
    at = timezone.localtime(kept.received_at).strftime("%H:%M")
    url = reverse("visits:conflict", args=[visit.pk])
    assert (status, body) == (
        409,
        {"state": "conflict", "url": url, "submission": str(kept.pk), "at": at, "clock": ""},
    )


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
    assert "El año ya está cerrado" in body["reason"]
    assert not Submission.objects.exists()


def test_an_assignment_that_has_not_begun_refuses(ana, cast):
    Assignment.objects.filter(pk=cast.assignment.pk).update(starts_on=cast.today + timedelta(days=1))
    status, body = send(ana, form_url(uuid.uuid4()), visit_data(cast))
    assert (status, body["state"]) == (403, "refused")
    assert "Todavía no acompañas a esta persona" in body["reason"]


def test_without_an_instrument_in_use_it_refuses(ana, cast):
    InstrumentVersion.objects.update(valid_to=cast.today - timedelta(days=1))
    status, body = send(ana, form_url(uuid.uuid4()), visit_data(cast))
    assert (status, body["state"]) == (403, "refused")
    assert "Todavía no hay un instrumento publicado" in body["reason"]


def test_a_form_that_another_account_opened_is_refused(ana, cast):
    status, body = send(ana, form_url(uuid.uuid4()), visit_data(cast, writer=writer_token(cast.olga)))
    assert (status, body["state"]) == (403, "refused")
    assert "Esta hoja se abrió con otra cuenta" in body["reason"]


@pytest.mark.parametrize("who", ["olga", "berta"])
def test_somebody_elses_visit_does_not_exist(client, cast, who):
    visit = cast.visit()
    client.force_login(getattr(cast, who))
    data = {name: value for name, value in visit_data(cast, base_revision=1).items() if name != "writer"}
    status, body = send(client, form_url(visit.pk), data)
    assert (status, body["state"]) == (404, "refused")
    assert body["reason"]


def test_an_unknown_assignment_does_not_exist(ana, cast):
    status, body = send(ana, form_url(uuid.uuid4()), visit_data(cast, assignment=999_999))
    assert (status, body["state"]) == (404, "refused")


def test_an_id_that_belongs_to_another_visit_is_refused(ana, cast):
    first, second = cast.visit(), cast.visit()
    data = visit_data(cast, base_revision=1)
    send(ana, form_url(first.pk), data)
    answer = send(ana, form_url(second.pk), data)
    assert answer == refused("Este envío no corresponde a esta visita. Vuelve a abrir el formulario.")


@pytest.mark.parametrize("changes", [{"submission": "no"}, {"submission": ""}, {"base_revision": "-1"}])
def test_without_a_readable_id_and_revision_it_is_refused(ana, cast, changes):
    answer = send(ana, form_url(uuid.uuid4()), visit_data(cast, **changes))
    assert answer == refused("El formulario llegó incompleto. Vuelve a abrirlo y envíalo otra vez.")
    assert not Visit.objects.exists()


@pytest.mark.parametrize("is_known", [False, True])
def test_what_is_of_another_version_is_told_in_words(ana, cast, is_known):
    foreign = cast.promoter_version.criteria.first()
    visit_id, base = (cast.visit().pk, 1) if is_known else (uuid.uuid4(), 0)
    data = visit_data(cast, base_revision=base, **{f"score-{foreign.pk}-evidence": "Lo que vi"})
    status, body = send(ana, form_url(visit_id), data)
    assert (status, body["state"], body["missing"]) == (200, "held" if is_known else "incomplete", [])
    assert "es de otra versión del instrumento" in body["reason"]


def test_writing_more_under_an_id_that_is_in_is_held_not_taken_for_it(ana, cast):
    visit_id, data = uuid.uuid4(), visit_data(cast)
    send(ana, form_url(visit_id), data)
    status, body = send(ana, form_url(visit_id), data | HALF | {"commitments-0-action": "Leer un cuento cada"})
    assert (status, body["state"]) == (200, "held")
    held = Submission.objects.get(outcome="held")
    assert held.payload["commitments-0-action"] == ["Leer un cuento cada"]
    assert Submission.objects.count() == 2


def test_writing_more_under_an_id_that_is_in_is_one_conflict_however_often_it_comes(ana, cast):
    """Pressing the button of a page that was gone back to: its answer was lost, and it was pressed again."""
    visit_id, data = uuid.uuid4(), visit_data(cast)
    send(ana, form_url(visit_id), data)
    for _ in range(2):
        answer = ana.post(form_url(visit_id), data | {"notes-0-text": "Y algo que se me había pasado"})
        assert answer.url == reverse("visits:conflict", args=[visit_id])
    assert Submission.objects.count() == 2


def test_writing_more_under_an_id_that_was_said_again_since_is_not_taken_for_it(ana, cast):
    """A page that the browser kept from before the later sendings: their ids are not on it."""
    visit_id, data = uuid.uuid4(), visit_data(cast)
    _status, first = send(ana, form_url(visit_id), data)
    send(ana, form_url(visit_id), data | {"submission": first["next"], "base_revision": 1})
    assert send(ana, form_url(visit_id), data)[1]["state"] == "received", "sent again, it is the same"
    status, body = send(ana, form_url(visit_id), data | {"notes-0-text": "Y algo que se me había pasado"})
    assert (status, body["state"]) == (409, "conflict")
    assert Submission.objects.get(outcome="conflict").payload["notes-0-text"] == ["Y algo que se me había pasado"]


def test_once_the_campaign_is_closed_the_same_id_with_more_in_it_changes_nothing(ana, cast):
    visit_id, data = uuid.uuid4(), visit_data(cast)
    send(ana, form_url(visit_id), data)
    Campaign.objects.filter(pk=cast.campaign.pk).update(closed_at=timezone.now())
    assert send(ana, form_url(visit_id), data)[1]["state"] == "received"
    status, body = send(ana, form_url(visit_id), data | {"base_revision": 1, "notes-0-text": "Más"})
    assert (status, body["state"]) == (403, "refused")
    assert Visit.objects.get().revision == 1


def test_a_conflict_settled_once_the_visit_is_closed_is_refused_and_stays(cast):
    visit = cast.closed_visit()
    conflict = Submission.objects.create(
        visit=visit, author=cast.ana, base_revision=0, payload={"notes-0-text": ["Otra"]}, outcome="conflict"
    )
    record = VisitRecord(header={"purpose": "Otro"})
    again = NewSubmission(uuid.uuid4(), cast.ana, visit.revision)
    outcome = apply_version(version=conflict, again=again, record=record)
    assert outcome == Refused("La visita ya está cerrada y no se modifica.")
    conflict.refresh_from_db()
    assert conflict.outcome == Submission.Outcome.CONFLICT


@pytest.mark.parametrize("number", ["²", "9" * 20, "9" * 5000])
def test_an_assignment_that_is_no_number_of_ours_does_not_exist(ana, number):
    assert ana.get(form_url(uuid.uuid4()), {"assignment": number}).status_code == 404


def test_the_signature_of_forms_that_are_open_on_phones_is_still_read():
    """Its salt is not to be renamed: a page opened before an upgrade would lose its writer."""
    assert writer_of({"writer": signing.dumps(7, salt="accompaniment.kept")}) == 7
