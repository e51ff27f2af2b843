"""Whoever types a password on a phone may look at it."""

import pytest
from playwright.sync_api import Page, expect

from accompaniment.tests.browser import assert_accessible

pytestmark = pytest.mark.browser


def test_a_password_is_shown_when_asked_and_sent_hidden(transactional_db: None, phone: Page) -> None:
    phone.goto("/accounts/login/")
    field = phone.get_by_label("Clave")
    field.fill("mi perro duerme")
    phone.get_by_label("Mostrar lo que escribo").check()
    expect(field).to_have_attribute("type", "text")
    assert_accessible(phone)

    phone.evaluate("document.querySelector('form.app-card').addEventListener('submit', e => e.preventDefault())")
    phone.get_by_role("button", name="Entrar").click()

    expect(field).to_have_attribute("type", "password")
    expect(field).to_have_value("mi perro duerme")


def test_without_a_password_nothing_offers_to_show_it(transactional_db: None, phone: Page) -> None:
    phone.goto("/accounts/password/reset/")
    expect(phone.get_by_label("Tu correo")).to_be_visible()
    expect(phone.get_by_label("Mostrar lo que escribo")).to_be_hidden()
