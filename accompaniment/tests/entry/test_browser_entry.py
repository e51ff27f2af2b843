"""Entering for the first time on a phone, the second step, sessions and seeing as another, in a real browser."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from playwright.sync_api import Page, expect

from accompaniment.accounts.ways_in import give_one_time_codes
from accompaniment.tests.browser import assert_accessible
from conftest import PASSWORD

pytestmark = pytest.mark.browser


def test_a_promoter_enters_with_her_code_on_a_phone(cast, phone: Page) -> None:
    cache.clear()
    printed = give_one_time_codes(by=cast.berta, accounts=[cast.petra.user])[0]
    phone.goto("/accounts/login/")
    phone.get_by_label("DNI o correo").fill("41000002")
    phone.get_by_label("Clave").fill(printed.in_groups)
    phone.get_by_role("button", name="Entrar").press("Enter")
    expect(phone.get_by_role("heading", name="Elige tu clave")).to_be_visible()
    assert_accessible(phone)
    phone.goto("/visits/")
    expect(phone.get_by_role("heading", name="Elige tu clave")).to_be_visible()
    phone.get_by_label("Clave nueva").fill("73920418")
    phone.get_by_label("Escríbela otra vez").fill("73920418")
    phone.get_by_role("button", name="Guardar mi clave y entrar").click()
    expect(phone.get_by_role("heading", name="Hola, Petra")).to_be_visible()
    phone.goto("/accounts/sessions/")
    assert_accessible(phone)


def test_a_specialist_prints_codes(cast, desktop: Page, sign_in) -> None:
    sign_in(desktop, cast.berta)
    desktop.goto("/people/")
    for name in ("Flores, Tania", "Muñoz, Petra"):
        desktop.get_by_label(f"Marcar a {name}").check()
    desktop.get_by_role("button", name="Hojas de acceso").click()
    assert_accessible(desktop)
    desktop.get_by_role("button", name="Hacer las hojas").click()
    expect(desktop.get_by_role("button", name="Imprimir")).to_be_visible()
    assert_accessible(desktop)
    assert len(set(re.findall(r"\d{3} \d{3} \d{4}", desktop.content()))) == 2
    desktop.emulate_media(media="print")
    expect(desktop.get_by_role("heading", name="Hojas de acceso")).to_be_hidden()


def test_the_second_step_is_set_up_on_a_phone(cast, phone: Page) -> None:
    cache.clear()
    cast.berta.set_password(PASSWORD)
    cast.berta.save()
    cast.campaign.requires_second_factor = True
    cast.campaign.save()
    phone.goto("/accounts/login/")
    phone.get_by_label("DNI o correo").fill(cast.berta.username)
    phone.get_by_label("Clave").fill(PASSWORD)
    phone.get_by_role("button", name="Entrar").click()
    expect(phone.get_by_role("alert")).to_contain_text("Tu trabajo abre datos de muchas personas")
    assert_accessible(phone)
    phone.get_by_role("link", name="Prepararlo").click()
    assert_accessible(phone)
    secret = phone.locator(".app-secret").inner_text()
    phone.get_by_label("Código", exact=False).last.fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    phone.get_by_role("button", name="Activar").click()
    expect(phone.get_by_role("heading", name="Tus códigos de reserva")).to_be_visible()
    expect(phone.get_by_text("El segundo paso quedó activo.")).to_be_visible()
    assert_accessible(phone)
    phone.goto("/people/")
    expect(phone.get_by_role("heading", name="Personas acompañadas")).to_be_visible()


def test_an_administrator_sees_as_another_and_leaves(cast, phone: Page, sign_in) -> None:
    sign_in(phone, cast.alma)
    phone.goto("/see-as/?q=quispe")
    assert_accessible(phone)
    phone.get_by_role("button", name=re.compile("Ver como ella.*Ana Quispe")).click()
    banner = phone.get_by_role("region", name="Ver como")
    expect(banner).to_contain_text("Ves como Ana Quispe")
    expect(phone.get_by_role("heading", name="Mi día")).to_be_visible()
    assert_accessible(phone)
    banner.get_by_role("button", name="Salir").click()
    expect(phone.get_by_role("heading", name="Ver como otra persona")).to_be_visible()
    expect(banner).to_have_count(0)
