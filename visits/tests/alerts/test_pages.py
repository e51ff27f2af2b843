"""Opening an alert, saying what was done, and raising one beside a visit."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from accompaniment.models import AccessLogEntry, Role, TrackedChange
from visits.models import Alert, AlertStep, PairedObservation

from .said import inputs, raised


@pytest.fixture
def sign_in(client):
    def enter(user):
        client.force_login(user)
        return client

    return enter


def answer(client, step, **fields):
    page = client.get(reverse("visits:alert_step", args=[step.pk]))
    form = page.context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | fields
    return client.post(reverse("visits:alert_step", args=[step.pk]), data)


def test_every_opening_is_logged_but_never_where_the_person_would_see_it(sign_in, cast):
    alert = raised(cast)
    for user in (cast.ana, cast.berta, cast.diana):
        assert sign_in(user).get(alert.get_absolute_url()).status_code == 200
    entries = AccessLogEntry.objects.filter(what=AccessLogEntry.What.ALERT, object_id=str(alert.pk))
    assert {entry.by for entry in entries} == {cast.ana, cast.berta, cast.diana}
    assert not AccessLogEntry.objects.about(cast.tania).filter(what=AccessLogEntry.What.ALERT).exists()
    page = sign_in(cast.tania.user).get(reverse("my_access_log"))
    assert "marca" not in page.text
    assert not TrackedChange.objects.filter(teacher=cast.tania.pk, model="visits.alert").exists()


def test_no_log_says_what_happened(sign_in, cast):
    alert = raised(cast)
    answer(sign_in(cast.berta), alert.steps.first(), done_on=cast.today.isoformat(), number="Acta 12")
    logged = str(list(TrackedChange.objects.filter(object_id=str(alert.pk)).values()))
    assert logged and "oreja" not in logged and "Tania" not in logged


def test_it_stays_open_until_every_step_is_answered(sign_in, cast):
    alert = raised(cast, kind="other")
    client = sign_in(cast.diana)
    first, second, third = alert.steps.all()
    assert answer(client, first, done_on=cast.today.isoformat(), number="Acta 12-2026").status_code == 302
    assert answer(client, second, unneeded_because="La UGEL ya estaba").status_code == 302
    assert Alert.objects.open().get() == alert
    assert answer(client, third, done_on=(cast.today - timedelta(days=1)).isoformat()).status_code == 302
    assert not Alert.objects.open().exists()
    page = client.get(alert.get_absolute_url())
    assert "Acta 12-2026" in page.text and "La UGEL ya estaba" in page.text
    first.refresh_from_db()
    assert first.answered_by == cast.diana


def test_whoever_raised_it_can_not_take_it_from_the_sight_of_those_who_must_act(sign_in, cast):
    alert = raised(cast)
    client, step = sign_in(cast.ana), reverse("visits:alert_step", args=[alert.steps.first().pk])
    assert client.post(step, {"unneeded_because": "No era nada"}).status_code == 404
    assert step not in client.get(alert.get_absolute_url()).text
    assert step in sign_in(cast.berta).get(alert.get_absolute_url()).text
    assert not alert.steps.exclude(unneeded_because="").exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "una de las dos"),
        ({"unneeded_because": "x", "done_on": "2026-11-02"}, "una de las dos"),
        ({"done_on": "2036-01-01"}, "año"),
    ],
)
def test_a_step_is_done_on_a_day_or_not_needed_and_why(sign_in, cast, fields, sentence):
    step = raised(cast).steps.first()
    page = answer(sign_in(cast.berta), step, **fields)
    assert page.status_code == 200 and sentence in page.text
    step.refresh_from_db()
    assert not step.is_answered


def test_it_is_not_done_tomorrow(sign_in, cast):
    step = raised(cast).steps.first()
    page = answer(sign_in(cast.berta), step, done_on=(cast.today + timedelta(days=1)).isoformat())
    assert "todavía no llega" in page.text


def test_who_answers_after_somebody_else_sees_that_first(sign_in, cast):
    step = raised(cast).steps.first()
    client = sign_in(cast.berta)
    form = client.get(reverse("visits:alert_step", args=[step.pk])).context["form"]
    opened = form["opened"].value()
    AlertStep.objects.filter(pk=step.pk).update(unneeded_because="Ya estaba")
    url = reverse("visits:alert_step", args=[step.pk])
    page = client.post(url, {"done_on": cast.today.isoformat(), "opened": opened})
    assert "mientras los tenías abiertos" in page.text
    step.refresh_from_db()
    assert step.done_on is None


def test_a_note_is_added_once(sign_in, cast):
    alert = raised(cast)
    url = reverse("visits:alert_note", args=[alert.pk])
    data = {"note_id": str(uuid.uuid4()), "text": "Llamé a la UGEL a las 11."}
    client = sign_in(cast.ana)
    client.post(url, data)
    client.post(url, data)
    assert alert.notes.get().by == cast.ana
    assert "Llamé a la UGEL" in sign_in(cast.berta).get(alert.get_absolute_url()).text
    assert "obligatorio" in client.post(url, {"note_id": str(uuid.uuid4()), "text": ""}).text


def test_the_list_says_where_and_when_and_not_what(sign_in, cast):
    alert = raised(cast)
    page = sign_in(cast.berta).get(reverse("visits:alerts"))
    assert alert.get_absolute_url() in page.text and str(cast.jardin) in page.text
    for content in ("oreja", "Tania", "castigo físico"):
        assert content not in page.text
    alert.steps.update(unneeded_because="Se vio")
    assert alert.get_absolute_url() not in sign_in(cast.berta).get(reverse("visits:alerts")).text
    assert alert.get_absolute_url() in sign_in(cast.berta).get(reverse("visits:alerts") + "?state=ended").text


def test_the_ugel_counts_them_and_the_figure_opens_those_rows(sign_in, cast):
    cast.closed_visit()
    opened, done = raised(cast), raised(cast, description="Otra")
    done.steps.update(unneeded_because="Se vio")
    page = sign_in(cast.berta).get(reverse("home"))
    url = f"{reverse('visits:alerts')}?campaign={cast.campaign.pk}"
    assert page.context["campaign"].alerts_raised == 2 and url in page.text
    listed = sign_in(cast.berta).get(url)
    assert opened.get_absolute_url() in listed.text and done.get_absolute_url() in listed.text


@pytest.mark.parametrize("who", ["berta", "diana"])
def test_it_is_first_thing_on_the_page_of_those_who_must_act(sign_in, cast, who):
    cast.closed_visit()
    alert = raised(cast)
    page = sign_in(getattr(cast, who)).get(reverse("home")).text
    assert "espera que digas qué se hizo" in page
    assert page.index(alert.get_absolute_url()) < page.index("report-figures")


def test_convivencia_begins_with_the_list(sign_in, cast):
    Role.objects.create(user=cast.olga, kind=Role.Kind.SAFEGUARDING, ugel=cast.ugel, starts_on=cast.today)
    cast.olga.companions.all().delete()
    alert = raised(cast)
    assert alert.get_absolute_url() in sign_in(cast.olga).get(reverse("home"), follow=True).text


def test_the_author_is_not_asked_for_what_others_must_do(sign_in, cast):
    raised(cast)
    assert "espera que digas" not in sign_in(cast.ana).get(reverse("home")).text


def test_a_specialist_who_observes_the_visit_apart_still_finds_it(sign_in, cast):
    visit = cast.closed_visit()
    PairedObservation.objects.create(visit=visit, observer=cast.berta, invited_by=cast.ana)
    alert = raised(cast, visit=visit)
    page = sign_in(cast.berta).get(visit.get_absolute_url())
    assert "Lo que se vio en el aula" not in page.text and alert.get_absolute_url() in page.text
    assert page.client.get(alert.get_absolute_url()).status_code == 200


def test_the_second_observer_raises_one_of_her_own(sign_in, cast):
    visit = cast.visit()
    PairedObservation.objects.create(visit=visit, observer=cast.olga, invited_by=cast.ana)
    url = reverse("visits:alert_new_of_visit", args=[visit.pk])
    page = sign_in(cast.olga).post(url, inputs("", happened_on=cast.today.isoformat()))
    alert = Alert.objects.get()
    assert page.url == alert.get_absolute_url()
    assert (alert.raised_by, alert.visit) == (cast.olga, visit)


def test_one_is_raised_of_a_closed_visit_and_of_none(sign_in, cast):
    client, day = sign_in(cast.ana), cast.today.isoformat()
    client.post(reverse("visits:alert_new_of_visit", args=[cast.closed_visit().pk]), inputs("", happened_on=day))
    url = reverse("visits:alert_new", args=[cast.assignment.pk])
    assert url in client.get(cast.tania.get_absolute_url()).text
    client.post(url, inputs("", happened_on=day, description="Por teléfono"))
    assert Alert.objects.count() == 2
    page = client.post(url, inputs("", happened_on=(cast.today + timedelta(days=1)).isoformat()))
    assert "todavía no llega" in page.text
    assert client.post(url, {}).text.count("invalid-feedback") == 5


def test_who_only_reads_the_visit_is_told_what_to_do_instead(sign_in, cast):
    page = sign_in(cast.diana).get(reverse("visits:alert_new_of_visit", args=[cast.closed_visit().pk]))
    assert page.status_code == 403 and "avisa hoy mismo a la UGEL" in page.text


def test_an_administrator_in_anothers_place_opens_none(sign_in, cast):
    alert = raised(cast)
    client = sign_in(cast.alma)
    assert client.get(alert.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(("who", "kind"), [("berta", Role.Kind.SPECIALIST), ("diana", Role.Kind.DIRECTOR)])
def test_nor_is_it_hidden_behind_the_choice_of_one_of_several_places(sign_in, cast, who, kind):
    scope = {"ugel": cast.other_ugel} if kind == Role.Kind.SPECIALIST else {"institution": cast.other_jardin}
    Role.objects.create(user=getattr(cast, who), kind=kind, starts_on=cast.today, **scope)
    alert = raised(cast)
    assert alert.get_absolute_url() in sign_in(getattr(cast, who)).get(reverse("home")).text
