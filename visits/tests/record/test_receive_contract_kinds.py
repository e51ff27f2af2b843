"""The same contract for all that is no visit, and what no view is reached for."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accompaniment.entry.impersonation.services import LASTS
from accompaniment.lib.drafts import writer_token
from accompaniment.models import Companion
from rubrics.models import PracticeAnswer, PracticeCase, PracticeReference
from visits.models import Comment, PairedObservation, PairedRemark, PairedSubmission, Visit
from visits.tests.calibration.pairs import invited, paired_visit
from visits.tests.calibration.pairs import sheet as observed_sheet

from .test_receive_contract import refused, send


class Kind:
    """One kind of what is sent: by whom, where, with which fields; `keys` are those of what is stored."""

    def __init__(self, person, url, data, *, named, required, keys, revision=None):
        self.person, self.url, self.data, self.named = person, url, data, named
        self.required, self.keys, self.revision = required, keys, revision


def observation(cast):
    pair = invited(cast, cast.visit())
    first = pair.visit.version.criteria.first()
    keys = PairedSubmission.objects.values_list("pk", flat=True)
    data, required = observed_sheet(pair), f"score-{first.pk}-evidence"
    return Kind(cast.olga, pair.get_absolute_url(), data, named="submission", required=required, keys=keys, revision=1)


def practice(cast):
    case = PracticeCase.objects.create(
        version=cast.version, ugel=cast.ugel, title="La siembra", vignette="Siembran.", published_at=timezone.now()
    )
    first = cast.version.criteria.first()
    PracticeReference.objects.create(case=case, criterion=first, value=3, reason="Porque espera.")
    data = {"answer": str(uuid.uuid4()), f"c{first.pk}-value": "3"}
    keys = PracticeAnswer.objects.values_list("pk", flat=True)
    return Kind(cast.olga, case.get_absolute_url(), data, named="answer", required=f"c{first.pk}-value", keys=keys)


def comment(cast):
    url = reverse("visits:comment", args=[cast.closed_visit().pk])
    data = {"comment_id": str(uuid.uuid4()), "text": "Lo probé"}
    keys = Comment.objects.values_list("pk", flat=True)
    return Kind(cast.ana, url, data, named="comment_id", required="text", keys=keys)


def remark(cast):
    pair = paired_visit(cast, hers=[1, 2, 3, 4, 1], others=[2, 2, 3, 4, 1]).paired_observations.get()
    url = reverse("visits:pair_comparison", args=[pair.pk])
    data = {"remark": str(uuid.uuid4()), "text": "Mirar quién habla más"}
    keys = PairedRemark.objects.values_list("pk", flat=True)
    return Kind(cast.olga, url, data, named="remark", required="text", keys=keys)


@pytest.fixture(params=[observation, practice, comment, remark])
def kind(request, cast):
    return request.param(cast)


@pytest.fixture
def author(client, kind):
    client.force_login(kind.person)
    return client


def test_it_is_received_with_its_receipt_however_often_it_comes(author, kind):
    for _ in range(2):
        status, body = send(author, kind.url, kind.data)
        assert status == 200
        assert uuid.UUID(body.pop("next")).version == 4
        assert body.pop("at")
        receipt = {"submission": kind.data[kind.named], "revision": kind.revision, "clock": ""}
        assert body == {"state": "received", **receipt}
    assert [str(key) for key in kind.keys] == [kind.data[kind.named]]


def test_what_it_lacks_is_said(author, kind):
    status, body = send(author, kind.url, kind.data | {kind.required: ""})
    assert (status, body["state"]) == (200, "incomplete")
    assert body["missing"][0]["error"] in body["reason"]
    assert not kind.keys.exists()


def test_without_a_readable_id_it_is_refused(author, kind):
    answer = send(author, kind.url, kind.data | {kind.named: "no"})
    assert answer == refused("El formulario llegó incompleto. Vuelve a abrirlo y envíalo otra vez.")


def test_signed_out_it_is_not_looked_at(client, kind):
    assert send(client, kind.url, kind.data) == (401, {"state": "signed_out"})


def test_a_stale_token_is_said_like_signed_out(kind):
    client = Client(enforce_csrf_checks=True)
    client.force_login(kind.person)
    assert send(client, kind.url, kind.data) == (403, {"state": "signed_out"})


def test_for_outsiders_it_does_not_exist(client, cast, kind):
    client.force_login(cast.carla)
    PracticeCase.objects.update(ugel=cast.ugel)
    status, body = send(client, kind.url, kind.data)
    assert (status, body) == (404, refused("Puede que no exista, o que no sea parte de tu trabajo.")[1])
    assert not kind.keys.exists()


# --- Why each is refused -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("field", ["withdrawn_at", "declined_at", "closed_at"])
def test_an_observation_that_is_no_longer_asked_for(client, cast, field):
    kind = observation(cast)
    client.force_login(kind.person)
    PairedObservation.objects.update(**{field: timezone.now()})
    answer = send(client, kind.url, kind.data)
    assert answer == refused("Tu observación ya está cerrada o no se espera: no se modifica.")


def test_an_observation_on_an_older_revision_is_a_conflict(client, cast):
    kind = observation(cast)
    client.force_login(kind.person)
    send(client, kind.url, kind.data)
    status, body = send(client, kind.url, kind.data | {"submission": str(uuid.uuid4())})
    assert (status, body["state"], body["url"]) == (409, "conflict", kind.url)


def test_a_practice_case_answered_too_recently_or_retired(client, cast):
    kind = practice(cast)
    client.force_login(kind.person)
    send(client, kind.url, kind.data)
    status, body = send(client, kind.url, kind.data | {"answer": str(uuid.uuid4())})
    assert (status, body["state"]) == (403, "refused")
    assert "Puedes repetirlo desde el" in body["reason"]
    PracticeCase.objects.update(retired_at=timezone.now())
    answer = send(client, kind.url, kind.data | {"answer": str(uuid.uuid4())})
    assert answer == refused("Este caso ya no se responde.")


def test_a_practice_answer_of_somebody_else(client, cast):
    kind = practice(cast)
    client.force_login(kind.person)
    send(client, kind.url, kind.data)
    client.force_login(cast.ana)
    answer = send(client, kind.url, kind.data)
    assert answer == refused("Este envío no corresponde a este caso. Vuelve a abrirlo.")


def test_a_comment_while_the_visit_is_open(client, cast):
    kind = comment(cast)
    client.force_login(kind.person)
    Visit.objects.update(status=Visit.Status.IN_PROGRESS)
    assert send(client, kind.url, kind.data) == refused("La conversación empieza cuando se cierra la visita.")


def test_a_comment_of_a_companion_who_has_left(client, cast):
    """What came before is answered as then; what is new comes back with the reason, on a page as well."""
    kind = comment(cast)
    client.force_login(kind.person)
    send(client, kind.url, kind.data)
    Companion.objects.update(ends_on=cast.today - timedelta(days=1))
    assert send(client, kind.url, kind.data)[1]["state"] == "received"
    new = kind.data | {"comment_id": str(uuid.uuid4()), "text": "Y otra cosa"}
    reason = "Puedes leer esta conversación; en ella escribe quien es su acompañante ahora."
    assert send(client, kind.url, new) == refused(reason)
    page = client.post(kind.url, new)
    assert (page.status_code, reason in page.text, "Y otra cosa" in page.text) == (403, True, True)
    assert Comment.objects.count() == 1


def test_a_comment_of_somebody_who_takes_no_part(client, cast):
    kind = comment(cast)
    client.force_login(cast.berta)
    answer = send(client, kind.url, kind.data)
    assert answer == refused("Esta conversación es solo entre la acompañante y la persona acompañada.")


# --- Before any view ---------------------------------------------------------------------------------------------
def test_what_is_too_much_to_read_is_refused_in_words(client, cast, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    client.force_login(cast.ana)
    url = reverse("visits:form", args=[uuid.uuid4()])
    status, body = send(client, url, {f"f{n}": "x" for n in range(9)})
    assert (status, body["state"]) == (400, "refused")
    assert body["reason"]


def test_seeing_as_somebody_else_writes_nothing_and_says_so(client, cast):
    kind = comment(cast)
    client.force_login(cast.alma)
    session = client.session
    session["seen_as"] = {"person": cast.ana.pk, "until": (timezone.now() + LASTS - timedelta(minutes=1)).isoformat()}
    session.save()
    status, body = send(client, kind.url, kind.data)
    assert (status, body["state"]) == (403, "refused")
    assert "aquí solo se mira" in body["reason"]
    assert not Comment.objects.exists()


# --- The same id with other content ------------------------------------------------------------------------------
def test_an_observation_that_says_more_under_a_known_id_is_kept_as_a_conflict(client, cast):
    kind = observation(cast)
    client.force_login(kind.person)
    send(client, kind.url, kind.data)
    answer = send(client, kind.url, kind.data | {kind.required: "Lo que se me había pasado."})
    kept = PairedSubmission.objects.get(outcome=PairedSubmission.Outcome.CONFLICT)
    at = timezone.localtime(kept.received_at).strftime("%H:%M")
    told = {"state": "conflict", "url": kind.url, "submission": str(kept.pk), "at": at, "clock": ""}
    assert answer == (409, told)
    assert kept.payload[kind.required] == ["Lo que se me había pasado."]


def test_a_comment_that_says_something_else_under_a_known_id_is_another_one(client, cast):
    kind = comment(cast)
    client.force_login(kind.person)
    send(client, kind.url, kind.data)
    status, body = send(client, kind.url, kind.data | {"text": "Y otra cosa"})
    assert (status, body["state"]) == (200, "received")
    assert body["submission"] != kind.data["comment_id"]
    assert list(Comment.objects.order_by("written_at").values_list("text", flat=True)) == ["Lo probé", "Y otra cosa"]


@pytest.mark.parametrize("make", [observation, comment, remark])
def test_other_content_under_a_known_id_is_stored_once_however_often_it_comes(client, cast, make):
    """Its answer was lost on the way, and the page sent it again."""
    kind = make(cast)
    client.force_login(kind.person)
    send(client, kind.url, kind.data)
    answers = [send(client, kind.url, kind.data | {kind.required: "Y otra cosa"}) for _ in range(2)]
    assert answers[0][1]["submission"] == answers[1][1]["submission"]
    assert kind.keys.count() == 2


def test_other_levels_under_a_known_answer_are_told_when_they_may_be_given(client, cast):
    kind = practice(cast)
    client.force_login(kind.person)
    send(client, kind.url, kind.data)
    status, body = send(client, kind.url, kind.data | {kind.required: "1"})
    assert (status, body["state"]) == (403, "refused")
    assert "Puedes repetirlo desde el" in body["reason"]


def test_what_another_account_opened_is_refused(author, cast, kind):
    answer = send(author, kind.url, kind.data | {"writer": writer_token(cast.elena)})
    assert answer == refused("Esta hoja se abrió con otra cuenta. Vuelve atrás: lo escrito sigue en esa página.")
    assert not kind.keys.exists()
