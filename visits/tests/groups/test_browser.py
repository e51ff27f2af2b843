"""A group session on a phone: from its theme to a commitment that the next visit begins with."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accompaniment.tests.browser import assert_accessible
from visits.tests.groups.meetings import meeting

pytestmark = pytest.mark.browser


def seen(page: Page, heading: str = "") -> None:
    """The page with this heading is there, a session's own without one; nothing is wrong with it."""
    expect(
        page.get_by_role("heading", level=1, name=heading) if heading else page.get_by_text("De qué se trata")
    ).to_be_visible()
    assert_accessible(page)


def test_from_a_theme_to_what_the_next_visit_asks(cast, phone: Page, sign_in) -> None:
    cast.closed_visit(levels=[1, 1, 1, 1, 1])
    sign_in(phone, cast.ana)
    phone.goto("/visits/groups/")
    seen(phone, "GIA, RTC y talleres")
    phone.get_by_role("link", name="Temas según las visitas").tap()
    seen(phone, "Temas según las visitas")
    phone.locator(".app-list .app-whole").first.tap()
    phone.get_by_label("Fecha").fill(cast.today.isoformat())
    phone.get_by_label("Lugar").fill("Salón comunal")
    seen(phone, "Convocar una reunión")
    phone.get_by_role("button", name="Convocar").tap()
    expect(phone.get_by_text("Se convoca para el mismo día")).to_be_visible()
    phone.get_by_label("Sí, convocarla de todos modos").check()
    seen(phone, "Convocar una reunión")
    phone.get_by_role("button", name="Convocar").tap()
    expect(phone.get_by_label("Flores, Tania")).to_be_checked()
    seen(phone, "Agregar personas")
    phone.get_by_role("button", name="Agregar").tap()
    seen(phone)
    phone.get_by_role("link", name="Asistencia y acuerdos").tap()
    phone.get_by_role("group", name="Flores, Tania").get_by_label("asistió", exact=True).check()
    phone.get_by_label("Acuerdos del grupo").fill("Grabarse un momento")
    seen(phone, "Asistencia y acuerdos")
    phone.get_by_role("button", name="Guardar").tap()
    phone.get_by_role("link", name="Anotar un compromiso").tap()
    phone.get_by_label("A qué nos comprometemos").fill("Grabar una ronda")
    phone.get_by_label("Para cuándo").fill((cast.today + timedelta(days=20)).isoformat())
    seen(phone, "Anotar un compromiso")
    phone.get_by_role("button", name="Guardar").tap()
    expect(phone.get_by_text("su próxima visita lo pregunta")).to_be_visible()
    seen(phone)
    visit = cast.visit()
    phone.goto(reverse("visits:form", args=[visit.pk]) + "#part-2")
    expect(phone.get_by_text("Grabar una ronda").first).to_be_visible()


def test_who_is_called_answers_and_reads_beforehand(cast, phone: Page, sign_in) -> None:
    session = meeting(cast, people=[cast.tania, cast.petra], held_on=cast.today + timedelta(days=3))
    sign_in(phone, cast.ana)
    phone.goto(session.get_absolute_url())
    phone.get_by_role("link", name="Materiales").tap()
    phone.get_by_label("Qué es").fill("Preguntas abiertas: tres ejemplos")
    phone.get_by_label("Enlace").fill("https://example.pe/preguntas")
    seen(phone, "Para leer, ver u oír antes")
    phone.get_by_role("button", name="Guardar").tap()
    expect(phone.get_by_text("lo abrieron 0 de 2")).to_be_visible()
    sign_in(phone, cast.tania.user)
    phone.goto("/")
    phone.get_by_role("button", name="Voy").tap()
    expect(phone.get_by_text("Dijiste que vas")).to_be_visible()
    assert_accessible(phone)
    phone.get_by_role("link", name=session.title, exact=True).tap()
    expect(phone.get_by_text("Preguntas abiertas: tres ejemplos")).to_be_visible()
    seen(phone)
    phone.get_by_role("link", name="No puedo").tap()
    phone.get_by_label("Por qué no puedes").fill("Cita médica")
    seen(phone, "No puedo ir")
    phone.get_by_role("button", name="Avisar que no puedo").tap()
    expect(phone.get_by_text("Dijiste que no puedes")).to_be_visible()
    sign_in(phone, cast.ana)
    phone.goto(session.get_absolute_url())
    expect(phone.get_by_text("Cita médica")).to_be_visible()
    seen(phone)
