"""Closing and confirming: drawn, with a PIN or from her own account; each over a hash of what the visit said."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from accompaniment.accounts.pins.services import set_pin
from accompaniment.models import Institution, Teacher, TrackedChange, User
from visits.closing.confirmations import acknowledge_visit, close_and_confirm, still_matches
from visits.closing.services import close_visit
from visits.models import Comment, Commitment, CommitmentReview, Confirmation, FieldNote, Question, Visit
from visits.record.snapshot import hash_of, snapshot_of
from visits.tests.record.payload import payload

PIN = "274093"
DRAWING = json.dumps([[[n * 10, 500] for n in range(20)], [[100, 100], [900, 900]]])


@pytest.fixture
def ana(client, cast):
    client.force_login(cast.ana)
    return client


@pytest.fixture
def ready(cast):
    """A visit in progress with nothing missing."""
    return cast.closed_visit(status=Visit.Status.IN_PROGRESS, closed_at=None)


@pytest.fixture
def tania(cast):
    set_pin(user=cast.tania.user, pin=PIN)
    return cast.tania.user


def close(client, visit, **data):
    return client.post(reverse("visits:close", args=[visit.pk]), data)


def sides(visit):
    return {(one.side, one.means) for one in visit.confirmations.all()}


def whole(visit):
    return Visit.objects.with_record().get(pk=visit.pk)


def test_left_for_later_the_companion_confirms_with_her_account(ana, cast, ready):
    assert close(ana, ready).url == ready.get_absolute_url()
    ready.refresh_from_db()
    assert ready.status == Visit.Status.CLOSED
    mine = ready.confirmations.get()
    assert (mine.side, mine.means, mine.account, mine.name) == ("companion", "account", cast.ana, "Ana Quispe")
    assert mine.sha256 == hash_of(snapshot_of(whole(ready)))
    page = ana.get(ready.get_absolute_url()).content.decode()
    assert "Falta la conformidad de Tania Flores" in page
    assert "coincide con lo firmado" in page
    assert mine.sha256[:16] in page


def test_both_draw_and_the_visit_is_acknowledged(ana, cast, ready):
    close(ana, ready, means="drawn", drawing=DRAWING, own_drawing=DRAWING)
    ready.refresh_from_db()
    assert ready.status == Visit.Status.ACKNOWLEDGED
    assert ready.closed_at <= ready.acknowledged_at <= timezone.now()
    assert sides(ready) == {("companion", "drawn"), ("accompanied", "drawn")}
    hers = ready.confirmations.get(side="accompanied")
    assert (hers.name, hers.document_number, hers.drawing) == ("Tania Flores", "41000001", json.loads(DRAWING))
    moves = [c.fields["status"] for c in TrackedChange.objects.filter(model="visits.visit").order_by("pk")]
    assert moves == [["in_progress", "closed"], ["closed", "acknowledged"]]
    page = ana.get(ready.get_absolute_url()).content.decode()
    assert "Firma electrónica" in page
    assert "digital" not in page.lower()
    assert '<path d="M0 500L10 500' in page
    assert "style=" not in page


def test_with_her_pin(ana, ready, tania):
    close(ana, ready, means="pin", pin=PIN)
    hers = ready.confirmations.get(side="accompanied")
    assert (hers.means, hers.account) == ("pin", tania)


def test_a_wrong_pin_closes_nothing_and_five_block_it(ana, ready, tania):
    for _ in range(5):
        page = close(ana, ready, means="pin", pin="000111").content.decode()
    assert "Demasiados intentos" in page
    assert "000111" not in page
    assert "Demasiados intentos" in close(ana, ready, means="pin", pin=PIN).content.decode()
    ready.refresh_from_db()
    assert ready.status == Visit.Status.IN_PROGRESS
    assert close(ana, ready, means="drawn", drawing=DRAWING).status_code == 302, "she may still sign"


def test_a_visit_with_something_missing_does_not_spend_tries_of_her_pin(ana, cast, tania):
    close(ana, cast.visit(), means="pin", pin="000111")
    tania.refresh_from_db()
    assert tania.pin_failures == 0


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"means": "drawn"}, "Todavía no hay firma"),
        ({"means": "drawn", "drawing": "[[[1,1]]]"}, "quedó muy corta"),
        ({"means": "drawn", "drawing": "[[[1,5000]]]"}, "no llegó bien"),
        ({"means": "drawn", "drawing": "x" * 50_000}, "no llegó bien"),
        ({"own_drawing": '{"a": 1}'}, "no llegó bien"),
        ({"means": "pin"}, "Falta el PIN"),
        ({"means": "magia"}, "Escoja una opción válida"),
    ],
)
def test_a_bad_confirmation_is_said_and_closes_nothing(ana, ready, tania, data, sentence):
    answer = close(ana, ready, **data)
    assert sentence in answer.content.decode()
    ready.refresh_from_db()
    assert ready.status == Visit.Status.IN_PROGRESS


def test_a_drawing_is_not_lost_when_something_else_is_wrong(ana, ready):
    page = close(ana, ready, means="drawn", drawing=DRAWING, own_drawing="bad").content.decode()
    assert "[[0, 500], [10, 500]" in page.replace("&quot;", '"')


def test_without_a_pin_it_is_not_offered(ana, cast, ready):
    page = ana.get(reverse("visits:close", args=[ready.pk]))
    assert "pin" not in page.context["form"].fields
    assert "Escoja una opción válida" in close(ana, ready, means="pin", pin=PIN).content.decode()


def test_a_second_tab_closes_nothing_twice_and_its_signature_is_not_lost(ana, ready):
    close(ana, ready)
    closed_at = Visit.objects.get(pk=ready.pk).closed_at
    assert close(ana, ready, means="drawn", drawing=DRAWING).status_code == 302
    assert close(ana, ready, means="drawn", drawing=DRAWING).status_code == 302
    ready.refresh_from_db()
    assert (ready.status, ready.closed_at) == (Visit.Status.ACKNOWLEDGED, closed_at)
    assert ready.confirmations.count() == 2


def test_a_click_that_loses_the_race_still_ends_well(ana, ready, monkeypatch):
    """The other window closes it between this one's reading and its closing."""
    from visits.closing.pages import confirming

    def slow(visit):
        close_visit(visit=Visit.objects.get(pk=visit.pk))
        return []

    monkeypatch.setattr(confirming, "missing_to_close", slow)
    assert close(ana, ready, means="drawn", drawing=DRAWING).url == ready.get_absolute_url()
    ready.refresh_from_db()
    assert ready.status == Visit.Status.ACKNOWLEDGED


def test_a_fault_while_confirming_leaves_the_visit_open(cast, ready, monkeypatch):
    def fault(snapshot):
        raise RuntimeError("power cut")

    monkeypatch.setattr("visits.closing.confirmations.hash_of", fault)
    with pytest.raises(RuntimeError):
        close_and_confirm(visit=ready, by=cast.ana, own_drawing=[], accompanied=None)
    ready.refresh_from_db()
    assert ready.status == Visit.Status.IN_PROGRESS
    assert not Confirmation.objects.exists()


def test_she_signs_another_day_on_her_companions_device(ana, ready):
    close(ana, ready)
    url = reverse("visits:sign", args=[ready.pk])
    assert url in ana.get(ready.get_absolute_url()).content.decode()
    assert "confirma la visita" in ana.get(url).content.decode()
    assert ana.post(url, {"means": "drawn", "drawing": DRAWING}).status_code == 302
    ready.refresh_from_db()
    assert ready.status == Visit.Status.ACKNOWLEDGED
    assert ana.get(url).url == ready.get_absolute_url()


def test_from_her_own_account_with_a_word(client, cast, ready):
    close_and_confirm(visit=ready, by=cast.ana, own_drawing=[], accompanied=None)
    client.force_login(cast.tania.user)
    assert "Estoy conforme" in client.get(ready.get_absolute_url(), {"levels": 1}).content.decode()
    url = reverse("visits:acknowledge", args=[ready.pk])
    for _ in range(2):  # the same click twice
        assert client.post(url, {"verdict": "agrees", "remark": "Gracias por venir"}).status_code == 302
    ready.refresh_from_db()
    assert ready.status == Visit.Status.ACKNOWLEDGED
    assert ready.confirmations.get(side="accompanied").account == cast.tania.user
    assert ready.confirmations.get(side="accompanied").remark == "Gracias por venir"
    assert not Comment.objects.exists(), "it stands beside her signature, once"
    assert "Estoy conforme" not in client.get(ready.get_absolute_url()).content.decode()


def test_what_they_say_is_kept_though_they_have_signed_on_the_device_meanwhile(ana, client, cast, ready):
    close(ana, ready, means="drawn", drawing=DRAWING)
    client.force_login(cast.tania.user)
    for _ in range(2):  # the answer to the first was lost
        client.post(
            reverse("visits:acknowledge", args=[ready.pk]), {"verdict": "agrees", "remark": "Gracias por venir"}
        )
    assert [comment.text for comment in Comment.objects.all()] == ["Gracias por venir"]


@pytest.mark.parametrize(
    ("who", "answer"), [("ana", 403), ("berta", 403), ("diana", 403), ("olga", 404), ("rita", 404)]
)
def test_nobody_agrees_for_her(client, cast, ready, who, answer):
    close_and_confirm(visit=ready, by=cast.ana, own_drawing=[], accompanied=None)
    client.force_login(getattr(cast, who))
    assert client.post(reverse("visits:acknowledge", args=[ready.pk])).status_code == answer
    assert not Confirmation.objects.filter(side="accompanied").exists()


def test_what_is_not_closed_is_not_acknowledged(client, cast, ready):
    with pytest.raises(ValidationError, match="Primero se cierra"):
        acknowledge_visit(visit=ready, by=cast.tania.user)
    client.force_login(cast.tania.user)
    assert client.post(reverse("visits:acknowledge", args=[ready.pk])).status_code == 404


def test_a_change_behind_the_back_is_seen(ana, cast, ready):
    close(ana, ready)
    FieldNote.objects.filter(visit=ready).update(text="Otra cosa")
    assert "cambió después de firmarse" in ana.get(ready.get_absolute_url()).content.decode()


def test_registers_and_later_visits_do_not_spoil_what_was_signed(cast, ready):
    """Her name is corrected, the jardín renamed, and a later visit moves the commitment to another date."""
    close_and_confirm(visit=ready, by=cast.ana, own_drawing=[], accompanied=None)
    Teacher.objects.filter(pk=cast.tania.pk).update(first_names="Tania Rosa")
    Institution.objects.filter(pk=cast.jardin.pk).update(name="IEI 217")
    User.objects.filter(pk=cast.ana.pk).update(last_name="Quispe Huamán")
    later = cast.closed_visit(status=Visit.Status.IN_PROGRESS, closed_at=None)
    moved = Commitment.objects.get(visit=ready)
    new_day = moved.due_on + timedelta(days=30)
    CommitmentReview.objects.create(commitment=moved, visit=later, verdict="rescheduled", new_due_on=new_day)
    close_visit(visit=later)
    moved.refresh_from_db()
    assert moved.due_on == new_day
    assert still_matches(whole(ready), ready.confirmations.get())
    CommitmentReview.objects.create(
        commitment=moved, visit=cast.closed_visit(), verdict="rescheduled", new_due_on=new_day + timedelta(days=9)
    )
    assert still_matches(whole(ready), ready.confirmations.get())


def test_a_criterion_not_observed_needs_only_its_reason(ana, ready):
    score = ready.scores.first()
    ready.scores.filter(pk=score.pk).update(value=None, evidence="", not_observed=True)
    assert "Falta el nivel" in close(ana, ready).content.decode()
    ready.scores.filter(pk=score.pk).update(not_observed_reason="No hubo actividad")
    assert close(ana, ready).status_code == 302


def test_a_confirmation_of_an_earlier_revision_says_so(ana, ready):
    close(ana, ready)
    Visit.objects.filter(pk=ready.pk).update(revision=ready.revision + 1)
    assert "sobre una versión anterior" in ana.get(ready.get_absolute_url()).content.decode()


def test_a_correction_is_confirmed_anew_by_the_companion_and_asked_of_the_other(ana, cast, ready):
    """Her questions keep their answers, and what was signed before says that it was an earlier version."""
    question = Question.objects.create(visit=ready, text="¿Quién habló menos?")
    close(ana, ready, means="drawn", drawing=DRAWING)
    Comment.objects.create(visit=ready, question=question, author=cast.tania.user, text="Luz")
    ready.refresh_from_db()
    data = payload(cast.assignment, cast.version, visit=ready, day=ready.visited_on, reason="Faltó un día")
    assert ana.post(reverse("visits:correct", args=[ready.pk]), data).status_code == 302
    ready.refresh_from_db()
    assert ready.status == Visit.Status.CLOSED
    assert [one.side for one in ready.confirmations.filter(revision=ready.revision)] == ["companion"]
    assert ready.questions.get().answers.get().text == "Luz"
    page = ana.get(ready.get_absolute_url()).content.decode()
    assert "sobre una versión anterior" in page
    assert "coincide con lo firmado" in page
    assert "Falta la conformidad" in page


def test_what_was_signed_is_the_same_in_both_languages(cast):
    of_petra = cast.closed_visit(assignment=cast.promoter_assignment)
    with translation.override("en"):
        english = hash_of(snapshot_of(whole(of_petra)))
    assert english == hash_of(snapshot_of(whole(of_petra)))
