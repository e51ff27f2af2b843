"""A serious conduct told from the form of a visit, on a phone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from visits.models import Alert, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def form(phone, cast, sign_in):
    draft = cast.visit()
    sign_in(phone, cast.ana)
    phone.goto(reverse("visits:form", args=[draft.pk]))
    phone.get_by_text("Sí, avisar ahora").click()
    return phone


def fill_in(page):
    page.locator("[name=alert-kind]").select_option("physical")
    page.locator("[name=alert-concerns]").select_option("staff")
    page.locator("[name=alert-description]").fill("Jaló de la oreja a una niña.")
    page.get_by_label("No en este momento").check()


def told(page):
    return page.locator("[data-alert-told]")


def test_it_is_told_once_it_is_ticked_and_the_page_says_what_to_do(form):
    fill_in(form)
    expect(form.locator("[data-state]")).to_contain_text("falta completar: Avisar ahora")
    assert not Alert.objects.exists()
    expect(told(form)).to_be_hidden()
    form.get_by_label("Avisar ahora a quienes deben actuar").check()
    expect(told(form)).to_be_visible()
    told(form).get_by_role("link").click()
    expect(form.locator("main")).to_contain_text("No entrevistes")
    assert Alert.objects.get().visit == Visit.objects.get()


def test_without_a_signal_it_is_told_when_it_is_back(form, complaints):
    form.context.set_offline(True)
    fill_in(form)
    form.get_by_label("Avisar ahora a quienes deben actuar").check()
    expect(form.locator("[data-state]")).to_contain_text("sin respuesta todavía")
    form.context.set_offline(False)
    expect(told(form)).to_be_visible()
    assert Alert.objects.count() == 1
    complaints.clear()  # the browser says that it was offline
