"""Two versions of a visit compared on a phone: readable there, and chosen without a script."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from accompaniment.tests.browser import assert_accessible
from visits.models import Visit

from .payload import payload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def visit(cast):
    """A draft with a second version, whose note has a word as long as a line."""
    client, visit = Client(), cast.visit()
    client.force_login(cast.ana)
    for text in ("Eligen", "Cuentan " + "x" * 90):
        written = payload(cast.assignment, cast.version, day=cast.today, notes__0__text=text, base_revision=1)
        client.post(reverse("visits:form", args=[visit.pk]), written)
    return visit


def test_the_comparison_and_the_versions_fit_a_phone(phone, cast, sign_in, visit):
    sign_in(phone, cast.ana)
    earliest = visit.submissions.earliest("received_at")
    for url in (
        reverse("visits:conflict", args=[visit.pk]),
        reverse("visits:history", args=[visit.pk]),
        reverse("visits:history_entry", args=[visit.pk, earliest.pk]),
        reverse("home"),
    ):
        phone.goto(url)
        assert_accessible(phone)
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), url


def test_one_tap_a_part_and_one_button_decide(phone, cast, sign_in, visit):
    sign_in(phone, cast.ana)
    phone.goto(reverse("visits:conflict", args=[visit.pk]))
    expect(phone.get_by_label("Quedan las dos")).to_be_checked()
    phone.get_by_label("Queda lo enviado").check()
    phone.get_by_role("button", name="Guardar lo elegido").tap()
    expect(phone.locator("main")).to_contain_text("Quedó lo que elegiste")
    assert Visit.objects.get().notes.get().text.startswith("Cuentan")
