"""Journeys without a mouse: whatever is done is reached by Tab, and done by Enter or Space."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from visits.models import GroupSession

pytestmark = pytest.mark.browser

MOST = 120  # presses of Tab until something is reached


def reach(target: Locator) -> None:
    """Press Tab until the target has the focus."""
    page = target.page
    expect(target).to_be_visible()
    for _ in range(MOST):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {target}")


def go(target: Locator) -> None:
    """Reach a link or a button and press Enter: another page comes."""
    reach(target)
    with target.page.expect_navigation():
        target.page.keyboard.press("Enter")


def test_a_director_asks_for_a_plan(cast, desktop: Page, sign_in) -> None:
    cast.closed_visit()
    sign_in(desktop, cast.diana)
    desktop.goto("/")
    people = desktop.get_by_role("region", name="Personas y compromisos")
    go(people.get_by_role("link", name="Flores, Tania", exact=True))
    go(desktop.get_by_role("link", name="Plan de seguimiento"))
    expect(desktop.get_by_role("heading", name="Qué contendrá")).to_be_visible()
    go(desktop.get_by_role("button", name="Emitir el plan"))
    expect(desktop).to_have_title("Tu pedido · Acompaña")


def test_a_companion_convenes_and_holds_a_session(cast, desktop: Page, sign_in) -> None:
    cast.closed_visit(levels=[1, 1, 1, 1, 1])
    sign_in(desktop, cast.ana)
    desktop.goto("/visits/groups/")
    go(desktop.get_by_role("link", name="Temas según las visitas"))
    go(desktop.locator(".app-list .app-whole").first)
    reach(desktop.get_by_label("Fecha"))
    desktop.get_by_label("Fecha").fill(cast.today.isoformat())  # a browser's own calendar is its own affair
    reach(desktop.get_by_label("Lugar"))
    desktop.keyboard.type("Salón comunal")
    go(desktop.get_by_role("button", name="Convocar"))
    reach(desktop.get_by_label("Sí, convocarla de todos modos"))
    desktop.keyboard.press("Space")
    go(desktop.get_by_role("button", name="Convocar"))
    reach(desktop.get_by_label(cast.petra.last_names))
    desktop.keyboard.press("Space")
    go(desktop.get_by_role("button", name="Agregar"))
    go(desktop.get_by_role("link", name="Asistencia y acuerdos"))
    came = desktop.get_by_role("group", name="Flores, Tania")
    reach(came.get_by_label("convocada"))
    desktop.keyboard.press("ArrowDown")
    expect(came.get_by_label("asistió", exact=True)).to_be_checked()
    go(desktop.get_by_role("button", name="Guardar"))
    expect(desktop.get_by_text("quedaron guardados")).to_be_visible()
    session = GroupSession.objects.get()
    assert session.state == "held" and session.attendances.get(status="attended").teacher == cast.tania
