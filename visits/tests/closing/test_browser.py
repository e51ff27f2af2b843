"""The cycle in a real browser: prepared, written, closed with a finger or with the keyboard, and without scripts."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accompaniment.accounts.pins.services import set_pin
from accompaniment.tests.browser import assert_accessible
from visits.models import Commitment, CommitmentIdea, CommitmentReview, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PIN = "274093"


@pytest.fixture
def ready(cast):
    """A visit in progress with nothing missing."""
    return cast.closed_visit(status=Visit.Status.IN_PROGRESS, closed_at=None)


def draw(page, box):
    """Draw two strokes inside a canvas with a finger."""
    box.scroll_into_view_if_needed()
    area = box.bounding_box()
    for top in (0.3, 0.6):
        points = [
            (area["x"] + area["width"] * n / 12, area["y"] + area["height"] * (top + n / 60)) for n in range(1, 11)
        ]
        touch = page.context.new_cdp_session(page)
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point(*points[0])]})
        for where in points[1:]:
            touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point(*where)]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def point(x, y):
    return {"x": x, "y": y}


def test_a_visit_from_its_preparation_to_both_signatures_by_touch(phone, cast, sign_in):
    cast.closed_visit(levels=[1, 2, 2, 3, 3])
    first = cast.version.criteria.first()
    CommitmentIdea.objects.create(
        ugel=cast.ugel,
        teacher_kind="classroom",
        topic=first.short_title,
        action="Esperar cinco segundos",
        evidence_expected="Responden más niñas",
        published_by=cast.berta,
    )
    visit = cast.visit(status=Visit.Status.PLANNED, starts_at=None, ends_at=None)
    sign_in(phone, cast.ana)
    prepare(phone, visit)
    write(phone, cast, first)
    phone.get_by_role("button", name="Revisar y cerrar").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Cerrar la visita")
    assert_accessible(phone)
    phone.get_by_label("Firma aquí, en la pantalla").tap()
    draw(phone, phone.locator("canvas").first)
    expect(phone.get_by_text("Firma puesta")).to_be_visible()
    phone.get_by_role("button", name="Borrar y firmar otra vez").first.tap()
    expect(phone.get_by_text("Sin firma").first).to_be_visible()
    draw(phone, phone.locator("canvas").first)
    assert_accessible(phone)
    phone.get_by_role("button", name="Cerrar la visita").tap()
    expect(phone.locator("main")).to_contain_text("confirmada por las dos", timeout=15_000)
    expect(phone.get_by_role("img", name="Firma de Tania Flores")).to_be_visible()
    assert_accessible(phone)
    visit.refresh_from_db()
    assert visit.status == Visit.Status.ACKNOWLEDGED
    assert len(visit.confirmations.get(side="accompanied").drawing) == 2
    phone.get_by_role("button", name="Programar la próxima visita").tap()
    expect(phone.locator("main")).to_contain_text("programada")
    assert Visit.objects.planned().count() == 1


def prepare(page, visit):
    page.goto(visit.get_absolute_url())
    page.get_by_role("link", name="Preparar la visita").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Preparar la visita")
    assert_accessible(page)
    page.get_by_label("Lo conversé con la docente o promotora").tap()
    page.get_by_label("Coordinada con la directora el").fill(visit.visited_on.isoformat())
    page.get_by_role("button", name="Guardar la preparación").tap()
    expect(page.locator("main")).to_contain_text("La visita quedó preparada.")
    page.get_by_role("link", name="Registrar visita").tap()
    expect(page.locator("#part-1")).to_be_visible()


def write(page, cast, first):
    """Fill parts 1, 2 and 5 with a finger; levels and evidence as short as they can be."""
    page.locator("[name=visit-starts_at]").fill("08:00")
    page.locator("[name=visit-ends_at]").fill("08:30")
    page.get_by_role("group", name="planificación anual").get_by_label("Sí").tap()
    review = page.locator(".app-review")
    expect(review.get_by_label("Nueva fecha")).to_be_hidden()
    review.get_by_label("reprogramado").tap()
    review.get_by_label("Nueva fecha").fill((cast.today + timedelta(days=9)).isoformat())
    for field in page.locator("textarea[name^=score-][name$=-evidence]").all():
        field.fill("Pregunta y espera.")
    for level in page.locator("input[name^=score-][value='1']").all():
        level.tap()
    reflection = page.locator("[data-prompts]").nth(1)
    reflection.locator("summary").tap()
    of_first = reflection.locator(f"[data-prompts-of='{first.pk}']")
    expect(of_first.locator("[data-level='4']")).to_be_hidden()
    of_first.locator("[data-level='1']").get_by_role("button", name="Dejársela").tap()
    asked = first.prompts.get(moment="reflection", value=1).text
    expect(page.locator("[name=questions-0-text]")).to_have_value(asked)
    page.locator("summary", has_text="Ideas que funcionaron").tap()
    page.get_by_role("button", name="Usar").tap()
    expect(page.locator("[name=commitments-0-action]")).to_have_value("Esperar cinco segundos")
    expect(page.locator("[name=commitments-0-criterion]")).to_have_value(str(first.pk))
    page.locator("[name=commitments-0-due_on]").fill((cast.today + timedelta(days=9)).isoformat())
    page.locator("[name=dialogue-next_visit_on]").fill((cast.today + timedelta(days=20)).isoformat())
    assert_accessible(page)


def test_with_a_pin_and_the_keyboard_alone(desktop, cast, ready, sign_in):
    set_pin(user=cast.tania.user, pin=PIN)
    sign_in(desktop, cast.ana)
    desktop.goto(reverse("visits:close", args=[ready.pk]))
    assert_accessible(desktop)
    desktop.get_by_label("Lo confirmará después").focus()
    desktop.keyboard.press("ArrowUp")
    expect(desktop.get_by_label("Con su PIN")).to_be_checked()
    desktop.keyboard.press("Tab")
    expect(desktop.get_by_role("textbox", name="Su PIN")).to_be_focused()
    desktop.keyboard.type("000111")
    desktop.keyboard.press("Enter")
    expect(desktop.locator("main")).to_contain_text("Ese no es su PIN. Quedan 4 intentos.")
    assert_accessible(desktop)
    desktop.get_by_role("textbox", name="Su PIN").focus()
    desktop.keyboard.type(PIN)
    desktop.keyboard.press("Enter")
    expect(desktop.locator("main")).to_contain_text("confirmada por las dos")
    assert ready.confirmations.get(side="accompanied").means == "pin"


def test_without_scripts_it_is_prepared_closed_and_left_for_later(browser, live_server, cast, ready, sign_in):
    planned = cast.visit(status=Visit.Status.PLANNED)
    page = browser.new_context(base_url=live_server.url, java_script_enabled=False).new_page()
    sign_in(page, cast.ana)
    page.goto(reverse("visits:prepare", args=[planned.pk]))
    page.get_by_label("Propósito de la visita").fill("Mirar la asamblea")
    page.get_by_label("Lo conversé").check()
    page.get_by_label("Coordinada con la directora el").fill(cast.today.isoformat())
    page.get_by_role("button", name="Guardar la preparación").click()
    expect(page.locator("main")).to_contain_text("La visita quedó preparada.")
    page.goto(reverse("visits:close", args=[ready.pk]))
    expect(page.locator("canvas").first).to_be_hidden()
    page.get_by_role("button", name="Cerrar la visita").click()
    expect(page.locator("main")).to_contain_text("Falta la conformidad de Tania Flores")
    sign_in(page, cast.tania.user)
    page.goto(ready.get_absolute_url())
    page.get_by_role("link", name="Ver los niveles").last.click()
    page.get_by_label("Estoy conforme", exact=True).check()
    page.get_by_label("Lo que quieres decir").fill("Gracias")
    page.get_by_role("button", name="Dar mi respuesta").click()
    expect(page.locator("main")).to_contain_text("Quedó registrada tu conformidad")
    page.context.close()
    ready.refresh_from_db()
    assert ready.status == Visit.Status.ACKNOWLEDGED


def test_a_double_tap_closes_once_and_complains_of_nothing(phone, cast, ready, sign_in):
    sign_in(phone, cast.ana)
    phone.goto(reverse("visits:close", args=[ready.pk]))
    phone.get_by_role("button", name="Cerrar la visita").dblclick()
    expect(phone.locator("main")).to_contain_text("Visita cerrada")
    assert ready.confirmations.count() == 1


def test_the_other_pages_are_accessible_on_a_phone(phone, cast, ready, sign_in):
    planned = cast.visit(status=Visit.Status.PLANNED)
    closed = cast.closed_visit()
    Commitment.objects.filter(visit=closed).update(status="fulfilled")
    CommitmentReview.objects.create(commitment=closed.commitments.get(), visit=ready, verdict="fulfilled", evidence="x")
    for user, urls in (
        (cast.ana, [reverse(f"visits:{n}", args=[planned.pk]) for n in ("reschedule", "cancel", "detail")]),
        (cast.ana, [reverse("visits:sign", args=[closed.pk])]),
        (cast.berta, [reverse("visits:idea_new", args=[closed.commitments.get().pk]), reverse("visits:ideas")]),
        (cast.tania.user, [reverse("my_pin"), closed.get_absolute_url()]),
    ):
        sign_in(phone, user)
        for url in urls:
            phone.goto(url)
            assert_accessible(phone)
