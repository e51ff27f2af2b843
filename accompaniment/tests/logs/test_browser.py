"""The logs and the page on personal data in a real browser, on a phone and on a desktop."""

import pytest
from playwright.sync_api import Page, expect

from accompaniment.audit.services import log_access
from accompaniment.models import AccessLogEntry, TrackedChange, User
from accompaniment.tests.browser import assert_accessible

pytestmark = pytest.mark.browser


def test_she_finds_who_opened_hers_from_her_own_page(cast, phone: Page, sign_in) -> None:
    ana = User.objects.get(pk=cast.ana.pk)
    log_access(by=ana, what=AccessLogEntry.What.PERSON, teacher=cast.tania, institution=cast.jardin)
    sign_in(phone, cast.tania.user)
    phone.goto(cast.tania.get_absolute_url())
    phone.get_by_role("link", name="Quién abrió mi ficha").click()
    expect(phone.get_by_text("Ana Quispe, acompañante, abrió tu ficha.")).to_be_visible()
    assert_accessible(phone)
    phone.get_by_role("link", name="Qué datos tuyos se guardan").click()
    assert_accessible(phone)
    with phone.expect_download() as download:
        phone.get_by_role("button", name="Descargar mis datos").click()
    assert download.value.suggested_filename.endswith(".zip")


def test_the_administrator_goes_from_one_log_to_the_other(cast, desktop: Page, sign_in) -> None:
    assert TrackedChange.objects.exists()
    sign_in(desktop, cast.alma)
    desktop.goto("/logs/changes/")
    assert_accessible(desktop)
    desktop.get_by_role("link", name="Quién abrió qué").click()
    expect(desktop.get_by_role("heading", name="Quién abrió qué")).to_be_visible()
    assert_accessible(desktop)


def test_a_persons_history_on_a_phone(cast, phone: Page, sign_in) -> None:
    sign_in(phone, cast.berta)
    phone.goto(f"/people/{cast.tania.pk}/history/")
    expect(phone.locator(".app-list").get_by_text("Flores, Tania").first).to_be_visible()
    assert_accessible(phone)
