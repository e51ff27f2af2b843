"""A specialist keeps a view of the list of people and assigns those she ticks, on a desktop and on a phone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accompaniment.models import Assignment, SavedView
from accompaniment.tests.browser import assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_she_keeps_a_view_and_assigns_whom_she_ticks(request, sign_in, cast, screen):
    page = request.getfixturevalue(screen)
    Assignment.objects.filter(post__teacher=cast.petra).update(ends_on=cast.today - timedelta(days=1))
    sign_in(page, cast.berta)
    page.goto(reverse("teachers", query={"kind": "promoter"}))
    page.get_by_text("Guardar esta vista").click()
    page.get_by_placeholder("Nombre de la vista").fill("Promotoras")
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(page.get_by_role("link", name="Promotoras", exact=True)).to_have_attribute("aria-current", "page")
    assert SavedView.objects.get().asked == {"kind": ["promoter"]}
    expect(page.get_by_role("button", name="Asignar acompañante")).to_be_hidden()
    page.get_by_role("checkbox", name="Marcar a Muñoz, Petra").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Asignar acompañante")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Asignar acompañante").click()
    assert_accessible(page)
    page.get_by_label("Acompañante").select_option(label="Olga Ramos · acompañante pedagógica · acompaña a 0")
    page.get_by_role("button", name="Ver qué cambiaría").click()
    expect(page.get_by_role("heading", name="Olga Ramos acompañará a 1 persona más")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Confirmar").click()
    expect(page.get_by_role("status")).to_contain_text("Olga Ramos acompaña a 1 persona más")
    page.get_by_role("link", name="Promotoras", exact=True).click()
    page.get_by_role("link", name="Cambiar nombre o borrar").click()
    assert_accessible(page)
    page.get_by_role("button", name="Borrar la vista").click()
    expect(page.get_by_role("status")).to_contain_text("Borraste la vista «Promotoras»")
