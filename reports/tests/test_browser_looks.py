"""What only a browser can tell of every page: that the focus is seen, and that paper shows the record alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accompaniment.models import Campaign, Companion, Institution, Teacher
from visits.models import Comment, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOCUSED = """
element => {
  element.focus();
  const style = getComputedStyle(element, element.matches(".app-whole") ? "::after" : null); // the row shows it
  let ground = element.parentElement;
  while (ground && getComputedStyle(ground).backgroundColor === "rgba(0, 0, 0, 0)") ground = ground.parentElement;
  const rgb = text => text.match(/[0-9.]+/g).slice(0, 3).map(Number);
  const light = colour => rgb(colour).map(c => c / 255)
    .map(c => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const behind = ground ? getComputedStyle(ground).backgroundColor : "rgb(255, 255, 255)";
  const rings = [];
  if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) rings.push(style.outlineColor);
  if (style.boxShadow !== "none") rings.push(style.boxShadow);
  return {what: element.outerHTML.slice(0, 120), best: Math.max(0, ...rings.map(ring => contrast(ring, behind)))};
}
"""
TAKES_FOCUS = (
    ":is(a[href], button, summary, input:not([type=hidden]), select, textarea, [tabindex='0']):not([tabindex='-1'])"
)


def faint(page: Any) -> list[str]:
    """Whatever takes the focus on this page and shows it with less than 3 to 1."""
    page.keyboard.press("Tab")
    shown = [one for one in page.locator(TAKES_FOCUS).all() if one.is_visible() and not one.is_disabled()]
    assert shown
    found = [one.evaluate(FOCUSED) for one in shown[:80]]
    return [f"{one['best']:.2f} {one['what']}" for one in found if one["best"] < 3]


def test_the_focus_is_seen_wherever_it_is(desktop: Any, sign_in: Any, cast: Any) -> None:
    draft = cast.visit()
    desktop.goto(reverse("account_login"))
    assert not faint(desktop)
    sign_in(desktop, cast.berta)
    for path in ("/", reverse("teachers"), reverse("campaign_edit", args=[cast.campaign.pk])):
        desktop.goto(path)
        assert not faint(desktop), path
    sign_in(desktop, cast.ana)
    desktop.goto(reverse("visits:form", args=[draft.pk]))
    assert not faint(desktop)


def test_what_a_script_led_to_shows_no_focus(desktop: Any, cast: Any) -> None:
    desktop.goto(reverse("account_login"))
    desktop.keyboard.press("Tab")
    main = desktop.locator("main")
    main.focus()
    assert main.evaluate("e => getComputedStyle(e).outlineStyle") == "none"
    assert main.evaluate("e => getComputedStyle(e).boxShadow") == "none"


LONG = {"last_names": "Condorcanqui Huamanñahui de la Cruz Ttito", "first_names": "María de los Ángeles Guadalupe"}
LINES = """
cell => {
  const text = document.createRange();
  text.selectNodeContents(cell);
  return new Set([...text.getClientRects()].map(line => Math.round(line.top))).size;
}
"""


def give_long_names(cast: Any) -> None:
    for teacher in (cast.tania, cast.petra):
        Teacher.objects.filter(pk=teacher.pk).update(**LONG)
    place = "Institución Educativa Inicial N.° 903 Nuestra Señora de la Asunción de Patio Grande y Anexos"
    Institution.objects.filter(ugel=cast.ugel).update(name=place)


def test_long_names_stay_in_the_window_and_cut_no_day(desktop: Any, sign_in: Any, cast: Any) -> None:
    cast.visit(status=Visit.Status.PLANNED, visited_on=cast.today + timedelta(days=3), revision=0)
    give_long_names(cast)
    sign_in(desktop, cast.ana)
    for path in ("/", reverse("teachers"), reverse("visits:list")):
        desktop.goto(path)
        assert not desktop.evaluate("document.documentElement.scrollWidth > window.innerWidth"), path
    row = desktop.locator(".app-table tbody tr").first
    day, state = row.locator("td").nth(1), row.locator(".app-table-state .app-tag")
    assert "/" in day.inner_text() and day.evaluate(LINES) == 1
    assert state.inner_text() == "programada" and state.evaluate(LINES) == 1


def test_the_menu_of_a_row_covers_nothing_on_a_phone(phone: Any, sign_in: Any, cast: Any) -> None:
    Campaign.objects.update(coordinator_least=9)
    Companion.objects.filter(user=cast.ana).update(kind=Companion.Kind.COORDINATOR)
    sign_in(phone, cast.berta)
    phone.goto(reverse("companions"))
    row = phone.locator("tr", has_text="Quispe")
    menu = row.locator(".app-table-menu summary").bounding_box()
    tags = row.locator(".app-tag").all()
    assert len(tags) == 2  # what is said of her load takes lines
    for tag in tags:
        box = tag.bounding_box()
        assert box["x"] + box["width"] <= menu["x"] or box["y"] + box["height"] <= menu["y"]


ON_SCREEN_ALONE = "header, footer, nav, button, .btn, .skip-link, textarea, .app-actions"


def test_paper_shows_the_record_and_nothing_else(desktop: Any, sign_in: Any, cast: Any) -> None:
    visit = cast.closed_visit(private_notes="Solo mío", revision=1)
    Comment.objects.create(visit=visit, author=cast.ana, text="Un mensaje entre las dos")
    cast.visit(status=Visit.Status.PLANNED, visited_on=cast.today + timedelta(days=3), revision=0)
    sign_in(desktop, cast.ana)
    desktop.emulate_media(media="print")
    desktop.goto(visit.get_absolute_url())
    text = desktop.locator("body").inner_text()
    assert "Hacer dos preguntas abiertas" in text and "Lo que se vio en el aula" in text
    for hidden in (
        "Solo mío",
        "Mis notas privadas",
        "Un mensaje entre las dos",
        "Imprimir",
        "Avisar una conducta",
        "←",
    ):
        assert hidden not in text
    pages = ("/", reverse("teachers"), reverse("visits:list"), reverse("visits:teacher", args=[cast.tania.pk]))
    for path in (visit.get_absolute_url(), *pages, reverse("reports:visit_sheet", args=[visit.pk, "full"])):
        desktop.goto(path)
        left = [one for one in desktop.locator(ON_SCREEN_ALONE).all() if one.is_visible()]
        assert not left, (path, [one.evaluate("e => e.outerHTML.slice(0, 100)") for one in left])


def test_the_sheet_of_a_visit_is_read_on_a_phone(phone: Any, sign_in: Any, cast: Any) -> None:
    visit = cast.closed_visit()
    sign_in(phone, cast.ana)
    phone.goto(reverse("reports:visit_sheet", args=[visit.pk, "full"]))
    widths = phone.locator(".sheet .criterion td").evaluate_all("cells => cells.map(cell => cell.offsetWidth)")
    assert min(widths) > 260
    assert not phone.evaluate("document.documentElement.scrollWidth > window.innerWidth")
