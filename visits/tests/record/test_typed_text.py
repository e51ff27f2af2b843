"""A text is the same sent by hand with the line ends of a form or by the page's script with its own."""

import uuid
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from visits.models import FieldNote, Question, Submission, Visit

from .payload import payload

MOST = 600  # characters of a question, as its input says
LINES = st.text(st.sampled_from("aé😀 \n"), min_size=1, max_size=30)


@pytest.fixture
def ana(client, cast):
    client.force_login(cast.ana)
    return client


def send(client, cast, visit_id, *, by_script=False, **changes):
    data = payload(cast.assignment, cast.version, day=cast.today, **changes)
    headers = {"Accept": "application/json"} if by_script else {}
    return client.post(reverse("visits:form", args=[visit_id]), data, headers=headers)


def by_hand(text):
    """What a browser sends of a textarea when its form is sent without a script."""
    return text.replace("\n", "\r\n")


@pytest.mark.parametrize("sent", [by_hand, str], ids=["by hand", "by script"])
def test_a_text_as_long_as_its_input_lets_her_is_kept_whole(ana, cast, sent):
    text = ("\n".join(["x" * 85] * 7))[:MOST]
    assert text.count("\n") == 6
    send(ana, cast, uuid.uuid4(), questions__0__text=sent(text))
    assert Question.objects.get().text == text


def test_the_two_ways_differ_in_nothing_on_the_page_of_a_conflict(ana, cast):
    visit_id, text = uuid.uuid4(), "Conocer cómo\ninicia el día"
    send(ana, cast, visit_id, visit__purpose=by_hand(text), notes__0__text=by_hand("Una\nnota"))
    send(ana, cast, visit_id, by_script=True, visit__purpose=text, notes__0__text="Una\nnota", dialogue__needs="Otras")
    page = ana.get(reverse("visits:conflict", args=[visit_id]))
    assert [one.label for one in page.context["form"].compared.values()] == ["Necesidades"]


def test_sent_by_hand_after_the_script_it_is_the_same_submission(ana, cast):
    visit_id, key, text = uuid.uuid4(), str(uuid.uuid4()), "Una\nnota"
    send(ana, cast, visit_id, by_script=True, submission=key, notes__0__text=text)
    send(ana, cast, visit_id, submission=key, notes__0__text=by_hand(text))
    assert Visit.objects.get().revision == Submission.objects.count() == 1


def test_a_pasted_nul_is_left_out_known_field_or_not(ana, cast):
    pasted = {"notes__0__text": "pegado de Word\0 aqui", "extra__unknown": "a\0b"}
    answer = send(ana, cast, uuid.uuid4(), by_script=True, **pasted)
    assert answer.json()["state"] == "received"
    assert FieldNote.objects.get().text == "pegado de Word aqui"
    assert Submission.objects.get().payload["extra-unknown"] == ["ab"]


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES.map(str.strip).filter(bool))
def test_typed_is_what_is_kept_counted_and_compared(ana, cast, text):
    visit_id = uuid.uuid4()
    send(ana, cast, visit_id, notes__0__text=by_hand(text))
    [kept] = FieldNote.objects.filter(visit=visit_id)
    [stored] = Submission.objects.filter(visit=visit_id)
    assert kept.text == text
    assert len(stored.payload["notes-0-text"][0]) == len(text)
    again = ana.get(reverse("visits:form", args=[visit_id])).context["visit_form"]
    assert again.notes.forms[0]["text"].value() == text


def test_what_was_sent_before_one_form_of_line_ends_is_known_again(ana, cast):
    visit_id, key = uuid.uuid4(), str(uuid.uuid4())
    send(ana, cast, visit_id, submission=key, notes__0__text="Una\nnota \\r")
    stored = Submission.objects.get()
    as_before = {**stored.payload, "notes-0-text": ["Una\r\nnota \\r"]}
    Submission.objects.update(payload=as_before)
    import_module("visits.migrations.0012_one_form_of_line_ends").end_lines_alike(apps, None)
    assert Submission.objects.get().payload == stored.payload
    send(ana, cast, visit_id, submission=key, notes__0__text=by_hand("Una\nnota \\r"))
    assert Submission.objects.count() == 1
