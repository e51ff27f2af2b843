"""The first page anyone sees, in a real browser; it also proves the browser fixtures."""

import pytest
from playwright.sync_api import Page, expect

from accompaniment.tests.browser import assert_accessible

pytestmark = pytest.mark.browser


def test_sign_in_page_on_a_phone_in_both_languages(transactional_db: None, phone: Page) -> None:
    phone.goto("/accounts/login/")
    assert phone.locator("html").get_attribute("lang") == "es"
    assert_accessible(phone)

    phone.get_by_role("button", name="English").click()

    expect(phone.locator("html")).to_have_attribute("lang", "en")
    expect(phone.get_by_role("button", name="Español")).to_be_visible()
    assert_accessible(phone)


def test_signed_in_person_gets_home_instead_of_the_form(cast, desktop: Page, sign_in) -> None:
    sign_in(desktop, cast.ana)
    desktop.goto("/")
    assert "/accounts/login/" not in desktop.url
    expect(desktop.get_by_role("banner").get_by_text("Ana").first).to_be_visible()


def test_axe_sees_a_picture_without_words(phone: Page) -> None:
    phone.goto("/accounts/login/")
    phone.evaluate("document.querySelector('main').append(document.createElement('img'))")
    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(phone)


def test_inline_script_is_refused_and_noted(phone: Page, complaints: list[str]) -> None:
    phone.goto("/accounts/login/")
    phone.evaluate(
        "const s = document.createElement('script'); s.textContent = 'window.x = 1'; document.body.append(s)"
    )
    phone.evaluate("true")  # what the page says before this answer has come
    assert any("Content Security Policy" in text for text in complaints)
    complaints.clear()
