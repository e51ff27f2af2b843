"""The page of keys, and what `/` and `?` open over any page."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accompaniment.lib.contributions import key_hints
from accompaniment.tests.browser import assert_accessible


def test_every_key_is_listed_once(client, cast):
    client.force_login(cast.ana)
    page = client.get(reverse("keys"))
    for hint in key_hints():
        assert str(hint.does) in page.text
    places = [where for where, _ in page.context["places"]]
    assert len(places) == len(set(places))


@pytest.mark.browser
def test_both_open_over_what_is_being_typed_and_leave_it(cast, desktop: Page, sign_in) -> None:
    sign_in(desktop, cast.berta)
    desktop.goto(reverse("teacher_new"))
    name = desktop.get_by_label("Nombres")
    name.fill("¿Rosa/")
    name.press("?")
    assert desktop.get_by_role("dialog").count() == 0, "a key meant for a field is the field's"
    name.blur()
    desktop.keyboard.press("?")
    dialog = desktop.get_by_role("dialog", name="Teclas")
    expect(dialog.get_by_text("muestra estas teclas")).to_be_visible()
    assert_accessible(desktop)
    desktop.keyboard.press("Escape")
    expect(desktop.locator("dialog")).to_have_count(0)
    desktop.keyboard.press("/")
    search = desktop.get_by_role("dialog", name="Buscar")
    expect(search.get_by_label("Nombre, documento, código o número")).to_be_focused()
    assert_accessible(desktop)
    search.get_by_role("button", name="Cerrar").click()
    expect(name).to_have_value("¿Rosa/?")


@pytest.mark.browser
def test_a_search_by_keyboard_and_keys_that_are_turned_off(cast, desktop: Page, sign_in) -> None:
    sign_in(desktop, cast.berta)
    desktop.goto(reverse("privacy"))
    desktop.keyboard.press("/")
    desktop.get_by_label("Nombre, documento, código o número").press_sequentially("tania")
    desktop.keyboard.press("Enter")
    desktop.get_by_role("link", name="Flores, Tania").first.focus()
    assert_accessible(desktop)
    desktop.get_by_role("link", name="Teclas").click()
    off = desktop.get_by_label("No usar / ni ? en este equipo")
    off.check()
    desktop.reload()
    expect(off).to_be_checked()
    off.blur()
    asked = []
    desktop.on("request", lambda request: asked.append(request.url) if request.url.endswith("/search/") else None)
    desktop.keyboard.press("/")
    off.uncheck()
    off.blur()
    desktop.keyboard.press("/")
    expect(desktop.get_by_role("dialog", name="Buscar")).to_be_visible()
    assert len(asked) == 1, "the first press opened nothing"
