"""A companion plans her year on a phone, and looks at it on a desktop."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accompaniment.models import Assignment
from accompaniment.tests.browser import assert_accessible
from visits.models import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_she_plans_her_year_moves_a_visit_and_takes_it_all_back(phone, sign_in, cast):
    sign_in(phone, cast.ana)
    phone.goto(reverse("visits:my_calendar"))
    expect(phone.get_by_text("No hay visitas en este mes")).to_be_visible()
    assert_accessible(phone)
    phone.get_by_role("link", name="Proponer las visitas del año").click()
    assert_accessible(phone)
    phone.get_by_role("button", name="Poner 12 visitas").click()
    expect(phone.get_by_role("status")).to_contain_text("12 visitas quedaron en el calendario")
    visit = Visit.objects.order_by("visited_on").first()
    phone.goto(f"{phone.url}?month={visit.visited_on:%Y-%m}")
    assert_accessible(phone)
    phone.get_by_role("link", name="Mover la visita 1 a Flores, Tania").or_(
        phone.get_by_role("link", name="Mover la visita 1 a Muñoz, Petra")
    ).first.click()
    holiday = cast.campaign.ends_on
    phone.get_by_label("Nueva fecha").fill(f"{holiday:%Y-%m-%d}")
    phone.get_by_label("Motivo").select_option("strike")
    phone.get_by_role("button", name="Cambiar de día").click()
    if phone.get_by_role("button", name="Mover de todos modos").is_visible():  # that day may be a weekend
        assert_accessible(phone)
        phone.get_by_role("button", name="Mover de todos modos").click()
    expect(phone.get_by_role("status")).to_contain_text("cambió de día")
    assert Visit.objects.filter(visited_on=holiday).count() == 1
    phone.get_by_role("link", name="Deshacer").click()
    assert_accessible(phone)
    phone.get_by_role("button", name="Deshacer la propuesta").click()
    expect(phone.get_by_role("status")).to_contain_text("salieron del calendario")
    assert not Visit.objects.exists()


def test_she_plans_a_visit_by_touching_a_day_and_takes_it_back(phone, sign_in, cast):
    day = (cast.today.replace(day=1) + timedelta(days=40)).replace(day=15)  # in the middle of the next month
    cast.campaign.ends_on = day + timedelta(days=30)
    cast.campaign.save()
    Assignment.objects.update(ends_on=None)
    sign_in(phone, cast.ana)
    phone.goto(f"{reverse('visits:my_calendar')}")
    phone.goto(f"{phone.url}?month={day:%Y-%m}")
    cell = phone.get_by_role("cell").filter(has=phone.locator(f"a[href$='day={day:%Y-%m-%d}']"))
    box = cell.bounding_box()
    assert min(box["width"], box["height"]) >= 44
    cell.click(position={"x": box["width"] - 4, "y": box["height"] - 4})  # the whole cell is the target
    assert_accessible(phone)
    phone.get_by_role("button", name="Programar una visita a Flores, Tania").click()
    expect(phone.get_by_role("status")).to_contain_text("Programaste una visita a Flores, Tania")
    assert_accessible(phone)
    assert Visit.objects.get().visited_on == day
    phone.get_by_role("button", name="Deshacer").click()
    expect(phone.get_by_role("status")).to_contain_text("salió del calendario")
    assert not Visit.objects.exists()


def test_the_keyboard_reaches_every_day_and_every_visit_of_a_month(desktop, sign_in, cast):
    visit = cast.visit(status="planned", visited_on=cast.today)
    sign_in(desktop, cast.ana)
    desktop.goto(reverse("visits:my_calendar"))
    day = desktop.locator(f".app-month a[href$='day={cast.today:%Y-%m-%d}']")
    day.focus()
    desktop.keyboard.press("Tab")
    expect(desktop.get_by_role("link", name="Flores, Tania", exact=True)).to_be_focused()
    desktop.keyboard.press("Shift+Tab")
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("heading", name="Visitas de este día")).to_be_visible()
    expect(desktop.get_by_role("link", name=str(visit.teacher)).first).to_be_visible()


def test_a_month_is_a_table_on_a_desktop(desktop, sign_in, cast):
    visit = cast.visit(status="planned", visited_on=cast.today)
    sign_in(desktop, cast.berta)
    desktop.goto(reverse("visits:calendar", args=[visit.companion_id]))
    table = desktop.get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_count(7)
    expect(table.get_by_role("link", name="Flores, Tania", exact=True)).to_be_visible()
    assert_accessible(desktop)


def test_a_campaigns_pages_are_for_everyone(phone, sign_in, cast):
    sign_in(phone, cast.berta)
    for name in ("campaign", "campaign_edit", "campaign_copy", "campaign_image", "rubrics:campaign"):
        phone.goto(reverse(name, args=[cast.campaign.pk]))
        assert_accessible(phone)
    phone.goto(reverse("campaign_new"))
    assert_accessible(phone)
