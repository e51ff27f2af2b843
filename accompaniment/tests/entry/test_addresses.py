"""Whom a request comes from, and that a limit shuts out only who comes from there."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from django.core.cache import cache
from django.urls import reverse

from accompaniment.entry.attempts import FROM_ANYWHERE
from accompaniment.lib.addresses import TrustedProxyMiddleware, client_address
from accompaniment.models import User
from conftest import PASSWORD

PROXY, INNER = "127.0.0.1", "10.1.2.3"


@pytest.fixture(autouse=True)
def behind_a_proxy(settings):
    settings.TRUSTED_PROXIES = [ip_network(PROXY), ip_network("10.0.0.0/8")]


@pytest.fixture
def limits(db):
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ana(cast, limits):
    cast.ana.set_password(PASSWORD)
    cast.ana.email = "ana@example.pe"
    cast.ana.save()
    return cast.ana


def enter(client, login, password, *, address, peer=PROXY):
    data = {"login": login, "password": password}
    headers = {"x-forwarded-for": address}
    return client.post(reverse("account_login"), data, headers=headers, REMOTE_ADDR=peer)


@pytest.mark.parametrize(
    ("peer", "forwarded", "seen"),
    [
        (PROXY, "200.1.1.1", "200.1.1.1"),
        (PROXY, f"6.6.6.6, 200.1.1.1, {INNER}", "200.1.1.1"),
        (PROXY, "200.1.1.1:5123", "200.1.1.1"),
        (PROXY, "[2800:200:1:2:3::4]:443", "2800:200:1:2::"),
        (PROXY, "2800:200:1:2:ffff::1", "2800:200:1:2::"),
        (PROXY, "::ffff:200.1.1.1", "200.1.1.1"),
        (PROXY, "200.1.1.1, unknown", PROXY),
        (PROXY, "", PROXY),
        (PROXY, INNER, INNER),
        ("200.9.9.9", "200.1.1.1", "200.9.9.9"),
        ("", "200.1.1.1", ""),
    ],
)
def test_the_address_is_the_last_one_before_our_own_proxies(rf, peer, forwarded, seen):
    request = rf.get("/", headers={"x-forwarded-for": forwarded}, REMOTE_ADDR=peer)
    assert client_address(request) == seen


def test_without_proxies_nothing_forwarded_is_believed(rf, settings):
    settings.TRUSTED_PROXIES = []
    request = rf.get("/", headers={"x-forwarded-for": "200.1.1.1"}, REMOTE_ADDR=PROXY)
    assert client_address(request) == PROXY


@pytest.mark.parametrize(("peer", "is_secure"), [(PROXY, True), ("200.9.9.9", False)])
def test_only_a_proxy_of_ours_says_that_it_was_https(rf, settings, peer, is_secure):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    request = rf.get("/", headers={"x-forwarded-proto": "https"}, REMOTE_ADDR=peer)
    TrustedProxyMiddleware(lambda request: None)(request)
    assert request.is_secure() is is_secure


def test_ten_wrong_passwords_from_one_address_shut_out_no_other(client, ana):
    for n in range(10):
        enter(client, f"4100{n:04}", "no es", address="200.1.1.1")
    assert "Espera cinco minutos" in enter(client, ana.username, PASSWORD, address="200.1.1.1").content.decode()
    assert enter(client, ana.username, PASSWORD, address="200.2.2.2").status_code == 302


def test_ten_wrong_passwords_of_one_account_leave_its_owner_the_door(client, ana):
    for _n in range(10):
        enter(client, ana.username, "no es", address="200.1.1.1")
    assert enter(client, ana.username, PASSWORD, address="200.1.1.1").status_code == 200
    assert enter(client, ana.username, PASSWORD, address="200.2.2.2").status_code == 302


def test_a_forged_header_gives_no_more_attempts(client, ana):
    for n in range(5):
        enter(client, ana.username, "no es", address=f"200.1.1.{n}", peer="200.9.9.9")
    page = enter(client, ana.username, PASSWORD, address="200.1.1.99", peer="200.9.9.9")
    assert "Espera cinco minutos" in page.content.decode()


def test_the_addresses_of_one_household_count_together(client, ana):
    for n in range(5):
        enter(client, ana.username, "no es", address=f"2800:200:1:2::{n + 1}")
    page = enter(client, ana.username, PASSWORD, address="2800:200:1:2:ffff::9")
    assert "Espera cinco minutos" in page.content.decode()


def test_no_other_spelling_of_a_name_gives_more_attempts(client, ana):
    names = [ana.username, "ana@example.pe", "ANA@EXAMPLE.PE", "ａna@example.pe", "40.000.000"]
    for name in names:
        enter(client, name, "no es", address="200.1.1.1")
    assert "Espera cinco minutos" in enter(client, ana.email, PASSWORD, address="200.1.1.1").content.decode()


def test_all_addresses_together_have_a_limit_which_a_link_opens(client, ana, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, FROM_ANYWHERE: "3/d/key"}
    for n in range(3):
        enter(client, ana.username, "no es", address=f"200.1.1.{n}")
    assert enter(client, ana.username, PASSWORD, address="200.2.2.2").status_code == 200
    client.force_login(User.objects.get(pk=ana.pk))
    new = "mi perro duerme al sol"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), data).status_code == 302
    client.logout()
    assert enter(client, ana.username, new, address="200.2.2.2").status_code == 302
