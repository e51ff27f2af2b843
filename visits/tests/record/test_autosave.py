"""What the page sends by itself while she writes: the same form, answered in JSON, kept without growing."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from accompaniment.lib.drafts import writer_token
from visits.models import FieldNote, Submission, Visit
from visits.record.receive import REMEMBERED

from .choosing import choose
from .payload import payload


@pytest.fixture
def ana(client, cast):
    client.force_login(cast.ana)
    return client


def form_url(visit_id):
    return reverse("visits:form", args=[visit_id])


def autosave(client, cast, visit_id, *, base=0, submission=None, **changes):
    data = payload(cast.assignment, cast.version, day=cast.today, **changes)
    data |= {"base_revision": base, "writer": writer_token(cast.ana)}
    data |= {"submission": submission} if submission else {}
    return client.post(form_url(visit_id), data, headers={"Accept": "application/json"})


def test_it_is_received_and_says_what_the_next_one_is_written_on(ana, cast):
    visit_id = uuid.uuid4()
    first = autosave(ana, cast, visit_id).json()
    assert (first["state"], first["revision"]) == ("received", 1)
    second = autosave(ana, cast, visit_id, base=1, submission=first["next"], notes__0__text="Más").json()
    assert (second["state"], second["revision"], second["submission"]) == ("received", 2, first["next"])
    assert FieldNote.objects.get().text == "Más"
    assert "messages" not in ana.cookies, "nobody is told on the next page what happened on this one"


def test_a_form_just_begun_is_received(ana, cast):
    """What the page brings filled in is enough: a draft needs nothing else."""
    page = ana.get(form_url(uuid.uuid4()) + f"?assignment={cast.assignment.pk}")
    visit_form = page.context["visit_form"]
    fields = [*visit_form.envelope, *visit_form.header]
    data = {field.html_name: "" if field.value() is None else field.value() for field in fields}
    data |= {"visit-moments": [], "visit-visited_on": cast.today.isoformat(), "notes-TOTAL_FORMS": 2}
    data |= {"notes-INITIAL_FORMS": 0, "commitments-TOTAL_FORMS": 2, "commitments-INITIAL_FORMS": 0}
    for rows in ("days", "questions"):
        data |= {f"{rows}-TOTAL_FORMS": 1, f"{rows}-INITIAL_FORMS": 0}
    data["notes-0-text"] = "Empiezo a mirar"
    answer = ana.post(form_url(uuid.uuid4()), data, headers={"Accept": "application/json"}).json()
    assert answer["state"] == "received"
    assert FieldNote.objects.get().text == "Empiezo a mirar"


def test_sent_again_without_an_answer_it_changes_nothing(ana, cast):
    visit_id, submission = uuid.uuid4(), str(uuid.uuid4())
    answers = [autosave(ana, cast, visit_id, submission=submission).json() for _ in range(3)]
    assert {answer["state"] for answer in answers} == {"received"}
    assert {answer["revision"] for answer in answers} == {1}
    assert Visit.objects.get().revision == Submission.objects.count() == 1


def test_one_on_an_older_revision_is_a_conflict_with_the_way_to_compare(ana, cast):
    visit_id = uuid.uuid4()
    autosave(ana, cast, visit_id)
    autosave(ana, cast, visit_id, base=1)
    answer = autosave(ana, cast, visit_id, base=1, notes__0__text="Otra ventana")
    assert answer.status_code == 409
    conflict = Submission.objects.get(outcome="conflict")
    told = answer.json()
    assert (told["state"], told["url"]) == ("conflict", reverse("visits:conflict", args=[visit_id]))
    assert told["submission"] == str(conflict.pk)


def test_a_page_in_conflict_that_goes_on_stays_one_conflict_with_all_that_it_says(ana, cast):
    visit_id, submission = uuid.uuid4(), str(uuid.uuid4())
    for base in (0, 1):
        autosave(ana, cast, visit_id, base=base)
    for text in ("Uno", "Uno y", "Uno y dos"):
        answer = autosave(ana, cast, visit_id, base=1, submission=submission, notes__0__text=text)
        assert answer.json()["submission"] == submission
    assert Submission.objects.get(outcome="conflict").payload["notes-0-text"] == ["Uno y dos"]


def test_a_conflict_that_somebody_sent_by_hand_never_makes_way(ana, cast):
    visit_id, submission = uuid.uuid4(), str(uuid.uuid4())
    for base in (0, 1):
        autosave(ana, cast, visit_id, base=base)
    data = payload(cast.assignment, cast.version, day=cast.today, notes__0__text="A mano")
    ana.post(form_url(visit_id), data | {"base_revision": 1, "submission": submission})
    told = autosave(ana, cast, visit_id, base=1, submission=submission, notes__0__text="Por sí sola").json()
    assert told["submission"] != submission
    assert Submission.objects.filter(outcome="conflict").count() == 2


def test_once_settled_it_does_not_make_way_either(ana, cast):
    visit_id, submission = uuid.uuid4(), str(uuid.uuid4())
    for base in (0, 1):
        autosave(ana, cast, visit_id, base=base)
    autosave(ana, cast, visit_id, base=1, submission=submission, notes__0__text="Uno")
    Submission.objects.filter(pk=submission).update(outcome="discarded")
    autosave(ana, cast, visit_id, base=1, submission=submission, notes__0__text="Uno y dos")
    assert Submission.objects.get(pk=submission).payload["notes-0-text"] == ["Uno"]
    assert Submission.objects.get(outcome="conflict").payload["notes-0-text"] == ["Uno y dos"]


def test_signed_out_it_says_so_and_keeps_nothing(client, cast):
    answer = autosave(client, cast, uuid.uuid4())
    assert (answer.status_code, answer.json()) == (401, {"state": "signed_out"})
    assert Submission.objects.count() == 0


def test_with_a_stale_token_it_says_the_same(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ana)
    assert autosave(client, cast, uuid.uuid4()).json() == {"state": "signed_out"}


def test_a_closed_visit_refuses_with_its_reason(ana, cast):
    visit = cast.closed_visit()
    answer = autosave(ana, cast, visit.pk, base=visit.revision)
    assert answer.status_code == 403
    assert answer.json() == {"state": "refused", "reason": "La visita ya está cerrada y no se modifica."}


@pytest.mark.parametrize("who", ["olga", "berta", "tania"])
def test_others_cannot(client, cast, who):
    visit = cast.visit()
    client.force_login(cast.tania.user if who == "tania" else getattr(cast, who))
    data = payload(cast.assignment, cast.version, visit=visit, day=cast.today)
    answer = client.post(form_url(visit.pk), data, headers={"Accept": "application/json"})
    assert answer.status_code == 404


# --- What still lacks something ---------------------------------------------------------------------------------------

HALF = {"commitments__0__due_on": "", "commitments__0__action": "Leer un cuento cada"}


def test_what_lacks_something_is_held_as_it_was_typed_and_brought_back(ana, cast):
    visit_id = uuid.uuid4()
    first = autosave(ana, cast, visit_id).json()
    held = autosave(ana, cast, visit_id, base=1, submission=first["next"], **HALF).json()
    assert (held["state"], held["submission"]) == ("held", first["next"])
    assert [(m["field"], m["label"]) for m in held["missing"]] == [("id_commitments-0-due_on", "Para cuándo")]
    visit = Visit.objects.get()
    assert visit.revision == 1
    assert "Leer un cuento cada" not in [c.action for c in visit.commitments.all()]
    page = ana.get(form_url(visit_id)).content.decode()
    assert "Leer un cuento cada" in page
    assert "Esto es lo que escribiste y todavía no estaba guardado" in page


def test_it_is_held_once_however_often_it_is_sent(ana, cast):
    visit_id = uuid.uuid4()
    autosave(ana, cast, visit_id)
    submission = str(uuid.uuid4())
    for text in ("Leer", "Leer un", "Leer un cuento"):
        autosave(ana, cast, visit_id, base=1, submission=submission, **HALF | {"commitments__0__action": text})
    held = Submission.objects.get(outcome="held")
    assert held.payload["commitments-0-action"] == ["Leer un cuento"]


def test_once_complete_it_is_saved_and_no_longer_held(ana, cast):
    visit_id, submission = uuid.uuid4(), str(uuid.uuid4())
    autosave(ana, cast, visit_id)
    autosave(ana, cast, visit_id, base=1, submission=submission, **HALF)
    saved = autosave(ana, cast, visit_id, base=1, submission=submission).json()
    assert (saved["state"], saved["revision"]) == ("received", 2)
    assert not Submission.objects.filter(outcome="held").exists()


def test_held_on_a_revision_that_moved_on_it_is_compared_not_lost(ana, cast):
    visit_id = uuid.uuid4()
    autosave(ana, cast, visit_id)
    autosave(ana, cast, visit_id, base=1, submission=str(uuid.uuid4()), **HALF)
    autosave(ana, cast, visit_id, base=1, notes__0__text="Desde la tableta")
    conflict = reverse("visits:conflict", args=[visit_id])
    assert conflict in ana.get(form_url(visit_id)).text
    page = ana.get(conflict)
    assert "Leer un cuento cada" in page.text
    choose(ana, page, every="saved")
    assert ana.get(form_url(visit_id)).status_code == 200
    assert Submission.objects.get(outcome="discarded").payload["commitments-0-action"] == ["Leer un cuento cada"]


def test_a_visit_that_the_system_does_not_know_yet_stays_on_the_device(ana, cast):
    answer = autosave(ana, cast, uuid.uuid4(), visit__ends_at="08:00")
    assert answer.json()["state"] == "incomplete"
    assert answer.json()["missing"][0]["label"] == "Hora de término"
    assert Submission.objects.count() == 0


def test_another_person_is_not_shown_what_is_held(ana, cast, client):
    visit_id = uuid.uuid4()
    autosave(ana, cast, visit_id)
    autosave(ana, cast, visit_id, base=1, **HALF)
    client.force_login(cast.berta)
    assert client.get(form_url(visit_id)).status_code == 404


# --- It does not grow without end -------------------------------------------------------------------------------------


def test_an_hour_of_writing_leaves_one_whole_sending_and_a_few_empty_ones(ana, cast):
    visit_id = uuid.uuid4()
    for base in range(REMEMBERED + 10):
        assert autosave(ana, cast, visit_id, base=base, notes__0__text=f"Nota {base}").json()["state"] == "received"
    kept = Submission.objects.order_by("-base_revision")
    assert kept.count() <= REMEMBERED + 2
    assert [not one.is_compacted for one in kept] == [True] + [False] * (kept.count() - 1)
    assert kept[0].payload["notes-0-text"] == [f"Nota {REMEMBERED + 9}"]


def test_what_was_thinned_out_still_changes_nothing_when_it_comes_twice(ana, cast):
    visit_id, submission = uuid.uuid4(), str(uuid.uuid4())
    autosave(ana, cast, visit_id, submission=submission, notes__0__text="Uno")
    for base in (1, 2):
        autosave(ana, cast, visit_id, base=base, notes__0__text="Dos")
    assert Submission.objects.get(pk=submission).is_compacted
    assert autosave(ana, cast, visit_id, submission=submission, notes__0__text="Uno").json()["state"] == "received"
    assert FieldNote.objects.get().text == "Dos"
    assert not Submission.objects.filter(outcome="conflict").exists()


def test_what_she_saved_herself_stays_whole(ana, cast):
    visit_id = uuid.uuid4()
    data = payload(cast.assignment, cast.version, day=cast.today, notes__0__text="Guardado por ella")
    ana.post(form_url(visit_id), data)
    for base in (1, 2, 3):
        autosave(ana, cast, visit_id, base=base)
    assert Submission.objects.get(base_revision=0).payload["notes-0-text"] == ["Guardado por ella"]
    assert Submission.objects.get(base_revision=1).is_compacted


def test_the_comparison_of_a_conflict_still_knows_what_is_saved(ana, cast):
    visit_id = uuid.uuid4()
    for base in range(3):
        autosave(ana, cast, visit_id, base=base, notes__0__text=f"Guardada {base}")
    autosave(ana, cast, visit_id, base=1, notes__0__text="Desde otro equipo")
    page = ana.get(reverse("visits:conflict", args=[visit_id])).content.decode()
    assert "Guardada 2" in page
    assert "Desde otro equipo" in page
