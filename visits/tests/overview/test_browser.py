"""Visits in a real browser: readable by everyone, and nothing typed is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accompaniment.tests.browser import assert_accessible, open_part
from visits.models import Commitment, FieldNote, Visit
from visits.tests.groups.meetings import meeting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_every_page_of_a_visit_is_accessible_on_a_phone(phone, cast, sign_in):
    closed, draft = cast.closed_visit(), cast.visit()
    sign_in(phone, cast.ana)
    for url in (
        reverse("home"),
        reverse("visits:list"),
        closed.get_absolute_url(),
        cast.tania.get_absolute_url(),
        reverse("visits:form", args=[draft.pk]),
        reverse("visits:close", args=[draft.pk]),
        reverse("visits:cancel", args=[draft.pk]),
        reverse("visits:plan", args=[cast.assignment.pk]),
    ):
        phone.goto(url)
        assert_accessible(phone)


def test_what_is_wrong_is_said_beside_its_field_and_at_the_top(phone, cast, sign_in):
    draft = cast.visit()
    sign_in(phone, cast.ana)
    phone.goto(reverse("visits:form", args=[draft.pk]))
    phone.locator("[name=visit-ends_at]").fill("08:00")
    open_part(phone, 4)
    phone.locator("[name^=score-][value='2']").first.check()
    phone.get_by_role("button", name="Guardar").click()
    expect(phone.locator("[data-error-summary]")).to_be_focused()
    expect(phone.get_by_text("La hora de término debe ser posterior a la de inicio.").last).to_be_visible()
    phone.locator("[data-error-summary] a").last.tap()  # it opens the part in which something lacks
    expect(phone.get_by_text("Escribe primero la evidencia: qué viste o escuchaste.").last).to_be_visible()
    assert_accessible(phone)


def test_a_row_more_is_one_touch_away(phone, cast, sign_in):
    draft = cast.visit()
    sign_in(phone, cast.ana)
    phone.goto(reverse("visits:form", args=[draft.pk]))
    open_part(phone, 3)
    phone.get_by_role("button", name="Agregar otra nota").click()
    expect(phone.locator("[name=notes-2-text]")).to_be_focused()
    phone.locator("[name=notes-2-text]").fill("Una nota más")
    phone.get_by_role("button", name="Guardar").click()
    expect(phone.locator("main")).to_contain_text("Guardado.")
    assert FieldNote.objects.get().text == "Una nota más"


def test_the_form_works_without_scripts(browser, live_server, cast, sign_in):
    draft = cast.visit()
    page = browser.new_context(base_url=live_server.url, java_script_enabled=False).new_page()
    sign_in(page, cast.ana)
    page.goto(reverse("visits:form", args=[draft.pk]))
    page.locator("[name=notes-0-text]").fill("Sin guiones también")
    page.get_by_role("button", name="Guardar").click()
    assert FieldNote.objects.get().text == "Sin guiones también"
    assert Visit.objects.get().revision == 2
    page.context.close()


def test_leaving_with_something_unsaved_asks_first(phone, cast, sign_in):
    draft = cast.visit()
    sign_in(phone, cast.ana)
    phone.goto(reverse("visits:form", args=[draft.pk]))
    open_part(phone, 5)
    phone.locator("[name=dialogue-needs]").fill("Todavía sin guardar")
    with phone.expect_event("dialog") as asked:
        phone.once("dialog", lambda dialog: dialog.dismiss())
        phone.evaluate("location.href = '/'")
    assert asked.value.type == "beforeunload"
    expect(phone.locator("[name=dialogue-needs]")).to_have_value("Todavía sin guardar")


def test_a_teacher_reaches_her_history_within_a_screen_and_a_half(phone, cast, sign_in):
    """With a visit that waits for her, a session that she is called to, commitments, and how her last visit was."""
    cast.closed_visit(levels=[1, 2, 2, 3, 3], status="acknowledged")
    visit = cast.closed_visit(levels=[1, 2, 3, 3, 4])
    for n in range(3):
        action = f"Llevar escritas tres preguntas abiertas a cada actividad, la {n}.ª vez"
        Commitment.objects.create(visit=visit, teacher=cast.tania, action=action, due_on=cast.today - timedelta(days=n))
    meeting(cast, people=[cast.tania], held_on=cast.today + timedelta(days=3))
    sign_in(phone, cast.tania.user)
    phone.goto(reverse("home"))
    history = phone.get_by_role("link", name="Toda mi historia").bounding_box()
    assert history["y"] + history["height"] <= 1.5 * 740
    assert_accessible(phone)
