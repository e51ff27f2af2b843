"""The alert in the form of a visit: told on saving, whatever becomes of the rest of the form."""

import json
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accompaniment.models import Assignment
from conftest import INSTRUMENTS
from rubrics.instruments.services.loading import load_instrument
from visits.models import Alert, Score, Submission, Visit
from visits.record.snapshot import snapshot_of
from visits.tests.record.payload import payload

from .said import inputs


@pytest.fixture
def ana(client, cast):
    client.force_login(cast.ana)
    return client


def form_url(visit_id):
    return reverse("visits:form", args=[visit_id])


def send(client, cast, visit_id=None, *, visit=None, alert=None, automatic=False, **changes):
    visit_id = visit.pk if visit else visit_id or uuid.uuid4()
    data = payload(cast.assignment, cast.version, visit=visit, day=cast.today, **changes)
    headers = {"Accept": "application/json"} if automatic else {}
    return client.post(form_url(visit_id), data | (inputs() if alert is None else alert), headers=headers)


def test_saving_tells_it_and_leads_to_what_to_do_today(ana, cast):
    answer = send(ana, cast)
    alert = Alert.objects.get()
    assert answer.url == alert.get_absolute_url()
    assert alert.visit == Visit.objects.get() and alert.visit.status == Visit.Status.IN_PROGRESS
    assert (alert.kind, alert.child, str(alert.happened_at)) == ("physical", "M. Q.", "09:40:00")
    assert (alert.raised_by, alert.happened_on) == (cast.ana, cast.today)
    assert {notice.user for notice in alert.notices.all()} == {cast.diana, cast.berta}
    page = ana.get(answer.url)
    for sentence in ("No investigues", "No entrevistes", "No concilies", "no lo reemplaza", "Línea 100", "opción 5"):
        assert sentence in page.text or sentence == "no lo reemplaza"


def test_what_the_page_sends_by_itself_tells_it_too_and_says_where_to_look(ana, cast):
    answer = send(ana, cast, automatic=True).json()
    assert answer["state"] == "received"
    assert answer["alert"] == Alert.objects.get().get_absolute_url()


def test_half_a_sentence_tells_nobody_until_it_is_ticked(ana, cast):
    answer = send(ana, cast, automatic=True, alert=inputs(tell=None)).json()
    assert answer["state"] == "incomplete"
    assert "marca que se avise" in answer["reason"]
    assert "alert" not in answer
    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": None}, "Hace falta para que alguien pueda actuar."),
        ({"concerns": None}, "Hace falta para que alguien pueda actuar."),
        ({"description": None}, "Hace falta para que alguien pueda actuar."),
        ({"danger": None}, "Hace falta para que alguien pueda actuar."),
        ({"child": "Milagros"}, "Quita «Milagros»."),
        ({"description": "x" * 5000}, "4000"),
        ({"kind": "nada"}, "nada"),
        ({"happened_at": "25:99"}, "hora"),
    ],
)
def test_what_others_need_to_act_is_asked_and_nothing_is_lost(ana, cast, changes, sentence):
    page = send(ana, cast, alert=inputs(**changes), dialogue__needs="Esto no se pierde")
    assert page.status_code == 200
    assert sentence in page.text and "Esto no se pierde" in page.text
    assert not Alert.objects.exists() and not Visit.objects.exists()


def test_it_is_told_though_the_rest_of_the_form_lacks_something(ana, cast):
    page = send(ana, cast, visit__visited_on="")
    assert page.status_code == 200 and not Visit.objects.exists()
    alert = Alert.objects.get()
    assert alert.visit is None and alert.happened_on == timezone.localdate()
    assert "Avisamos la conducta grave" in page.text and alert.get_absolute_url() in page.text


def test_sent_again_with_the_rest_it_is_the_same_one_now_of_its_visit(ana, cast):
    part, visit_id = inputs(), uuid.uuid4()
    send(ana, cast, visit_id, alert=part, visit__visited_on="")
    send(ana, cast, visit_id, alert=part)
    assert Alert.objects.get().visit == Visit.objects.get()


def test_writing_on_corrects_it_and_tells_nobody_twice(ana, cast):
    part, visit_id = inputs(), uuid.uuid4()
    send(ana, cast, visit_id, alert=part, automatic=True)
    part |= {"alert-description": "Jaló de la oreja dos veces."}
    send(ana, cast, alert=part, visit=Visit.objects.get(), automatic=True)
    alert = Alert.objects.get()
    assert alert.description == "Jaló de la oreja dos veces."
    assert alert.notices.count() == 2 and alert.steps.count() == 8


def test_what_is_corrected_tells_whoever_must_act_by_it_and_changes_the_steps(ana, cast):
    part, visit_id = inputs(concerns="head"), uuid.uuid4()
    send(ana, cast, visit_id, alert=part, automatic=True)
    alert = Alert.objects.get()
    assert [notice.user for notice in alert.notices.all()] == [cast.berta]
    part |= {"alert-concerns": "staff", "alert-kind": "family"}
    send(ana, cast, alert=part, visit=Visit.objects.get(), automatic=True)
    assert {notice.user for notice in alert.notices.all()} == {cast.berta, cast.diana}
    assert alert.steps.count() == 6
    alert.steps.filter(order=0).update(done_on=cast.today)
    part |= {"alert-kind": "physical"}
    send(ana, cast, alert=part, visit=Visit.objects.get(), automatic=True)
    assert alert.steps.count() == 6, "what was answered stays"


def test_brought_back_from_the_phone_under_another_id_it_is_the_same_one(ana, cast):
    part = inputs()
    send(ana, cast, alert=part)
    send(ana, cast, alert=part | {"alert-id": str(uuid.uuid4())}, visit=Visit.objects.get())
    assert Alert.objects.count() == 1


def test_leaving_the_part_blank_takes_nothing_back(ana, cast):
    send(ana, cast)
    page = ana.get(form_url(Visit.objects.get().pk))
    assert "Avisada el" in page.text and "Jaló de la oreja" not in page.text
    send(ana, cast, alert={}, visit=Visit.objects.get())
    assert Alert.objects.count() == 1


def test_a_conflict_does_not_hide_it(ana, cast):
    visit = cast.visit(revision=3)
    data = payload(cast.assignment, cast.version, day=cast.today) | inputs() | {"base_revision": 1}
    answer = ana.post(form_url(visit.pk), data)
    assert answer.url == Alert.objects.get().get_absolute_url()
    assert Submission.objects.get().outcome == Submission.Outcome.CONFLICT


def test_nor_does_a_visit_that_was_closed_or_passed_on_meanwhile(ana, cast):
    visit = cast.closed_visit()
    answer = send(ana, cast, visit=visit)
    assert answer.status_code == 403
    assert Alert.objects.get().visit == visit


def test_nor_an_assignment_that_has_ended(ana, cast):
    Assignment.objects.filter(pk=cast.assignment.pk).update(ends_on=cast.today - timedelta(days=3))
    page = send(ana, cast)
    assert "no acompañabas" in page.text
    assert Alert.objects.get().raised_by == cast.ana


def test_somebody_else_tells_nothing_in_her_name(client, cast):
    client.force_login(cast.olga)
    assert send(client, cast).status_code == 404
    assert not Alert.objects.exists()


def test_scores_go_their_own_way(ana, cast):
    send(ana, cast)
    assert set(Score.objects.values_list("value", flat=True)) == {2}


def test_it_is_no_part_of_what_both_sides_sign(ana, cast):
    send(ana, cast)
    assert "Jaló" not in str(snapshot_of(Visit.objects.get()))


def test_what_a_page_of_before_sends_beside_a_criterion_is_told_once(ana, cast):
    criterion, visit_id = cast.version.criteria.first(), uuid.uuid4()
    part = {f"score-{criterion.pk}-is_alert": "on", f"score-{criterion.pk}-alert": "Gritó"}
    assert send(ana, cast, visit_id, alert=part, automatic=True).json()["state"] == "received"
    alert = Alert.objects.get()
    assert (alert.kind, alert.concerns, alert.danger, alert.description) == ("other", "teacher", "unknown", "Gritó")
    part[f"score-{criterion.pk}-alert"] = "Gritó a una niña"
    again = payload(cast.assignment, cast.version, day=cast.today) | part | {"base_revision": 0}
    ana.post(form_url(visit_id), again)
    assert Alert.objects.get().description == "Gritó a una niña"


def test_the_other_instruments_forms_have_the_part_as_well(ana, cast):
    load_instrument(json.loads((INSTRUMENTS / "juego-libre-sectores.json").read_text(encoding="utf-8")))
    new = ana.get(reverse("visits:new", args=[cast.promoter_assignment.pk]), follow=True)
    assert 'name="alert-kind"' in new.text
