"""A companion plans her year on a phone, and looks at it on a desktop."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

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
