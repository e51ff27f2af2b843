"""A version that waits is told wherever its author comes by, and nothing goes over it unseen."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accompaniment.models import Letter
from visits.closing.services import close_visit
from visits.models import Submission, Visit
from visits.today import digest

from .choosing import choose, comparison, write
from .payload import payload

HALF = {"commitments__1__due_on": ""}


def test_the_first_page_the_visit_its_form_and_the_closing_page_lead_to_it(ana, visit, waiting):
    address = reverse("visits:conflict", args=[visit.pk])
    for page in ("visits:detail", "visits:form", "visits:close"):
        assert address in ana.get(reverse(page, args=[visit.pk])).text, page
    assert address in ana.get(reverse("home")).text
    choose(ana, ana.get(address))
    for page in ("visits:detail", "visits:form", "visits:close"):
        assert address not in ana.get(reverse(page, args=[visit.pk])).text, page
    assert address not in ana.get(reverse("home")).text


def test_nobody_else_is_told(client, cast, visit, waiting):
    client.force_login(cast.berta)
    assert "conflict" not in client.get(reverse("home")).text


def test_the_daily_letter_tells_it(cast, visit, waiting):
    assert digest.parts_for(cast.ana, cast.today)["companion"].compared == [visit]
    letter = Letter(kind="digest", user=cast.ana, about=cast.today.isoformat())
    assert "2 versiones por comparar" in digest.write(letter).body


def test_a_visit_does_not_close_over_a_version_that_waits(ana, visit, waiting):
    with pytest.raises(ValidationError, match="otra versión"):
        close_visit(visit=visit)
    ana.post(reverse("visits:close", args=[visit.pk]), {"means": "later"})
    visit.refresh_from_db()
    assert visit.status == Visit.Status.IN_PROGRESS
    choose(ana, comparison(ana, visit), every="saved")
    close_visit(visit=visit)


def test_nor_over_what_was_sent_and_still_lacks_something(ana, cast, visit):
    write(ana, cast, visit.pk, base=2, automatic=True, **HALF)
    with pytest.raises(ValidationError, match="le falta algo"):
        close_visit(visit=visit)
    assert "le falta algo" in ana.get(reverse("visits:close", args=[visit.pk])).text


def test_one_that_lacks_something_opens_filled_on_the_revision_of_now_and_is_saved_there(ana, cast, visit):
    write(ana, cast, visit.pk, base=1, automatic=True, notes__0__text="Lo que iba a escribir", **HALF)
    write(ana, cast, visit.pk, base=2, notes__0__text="Guardada")
    choose(ana, comparison(ana, visit), commitments__2="sent")
    assert not Submission.objects.waiting().exists()
    page = ana.get(reverse("visits:form", args=[visit.pk]))
    form = page.context["visit_form"]
    assert [row["text"].value() for row in form.notes.forms][:2] == ["Guardada", "Lo que iba a escribir"]
    assert str(form.envelope["base_revision"].value()) == "3"
    again = payload(cast.assignment, cast.version, day=cast.today, base_revision=3)
    again["submission"] = form.envelope["submission"].value()
    ana.post(reverse("visits:form", args=[visit.pk]), again)
    visit.refresh_from_db()
    assert visit.revision == 4
    assert not Submission.objects.filter(outcome="held").exists()


def test_a_second_click_settles_nothing_that_was_not_seen(ana, cast, visit, waiting):
    write(ana, cast, visit.pk, base=1, notes__0__text="Una tercera")
    page = comparison(ana, visit)
    for _ in range(2):
        choose(ana, page, every="saved")
    assert Submission.objects.waiting().get().payload["notes-0-text"] == ["Una tercera"]


def test_without_a_choice_nothing_is_settled(ana, visit, waiting):
    for sent in ({}, {"revision": "2"}, {"keep": "saved"}, {"revision": "2", "seen": "otra cosa"}):
        ana.post(reverse("visits:compare", args=[visit.pk, waiting.pk]), sent)
        ana.post(reverse("visits:conflict", args=[visit.pk]), sent)
    assert Submission.objects.waiting().exists()


def test_a_version_that_its_page_went_on_writing_is_shown_again_before_it_is_settled(ana, cast, visit):
    key = str(uuid.uuid4())
    write(ana, cast, visit.pk, base=1, automatic=True, submission=key, notes__0__text="Uno")
    page = comparison(ana, visit)
    write(ana, cast, visit.pk, base=1, automatic=True, submission=key, notes__0__text="Uno y dos")
    assert "Compara de nuevo" in choose(ana, page, every="saved").text
    assert Submission.objects.waiting().exists()


def test_once_the_visit_was_cancelled_it_is_only_read(ana, visit, waiting):
    Visit.objects.update(status=Visit.Status.CANCELLED)
    page = comparison(ana, visit)
    assert "Otra" in page.text
    assert "Guardar lo elegido" not in page.text
    assert choose(ana, page, every="sent").status_code == 403
    assert reverse("visits:conflict", args=[visit.pk]) not in ana.get(reverse("home")).text
