"""A code of the second step serves once; whoever types it again is refused, noted for the administrator and told."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accompaniment.letters.sending import send_due
from accompaniment.models import SignInFailure
from conftest import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CODE = "mfa_authenticate"


@pytest.fixture
def berta(cast):
    cache.clear()
    cast.berta.email = "berta@example.pe"
    cast.berta.set_password(PASSWORD)
    cast.berta.save()
    TOTP.activate(cast.berta, SECRET)
    return cast.berta


@pytest.fixture
def stranger(client):
    """Another browser, of somebody who knows the password and saw the code."""
    return Client()


def code():
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


def enter(browser, account, typed):
    browser.post(reverse("account_login"), {"login": account.username, "password": PASSWORD})
    return browser.post(reverse(CODE), {"code": typed})


def told():
    send_due()
    return [(letter.subject, letter.body) for letter in mail.outbox]


@pytest.mark.parametrize("later", [0, 20, 40, 55])
def test_a_code_that_was_used_is_refused_as_long_as_it_might_serve(client, stranger, berta, time_machine, later):
    time_machine.move_to(timezone.now().replace(second=1, microsecond=0), tick=False)
    used = code()
    assert enter(client, berta, used).status_code == 302
    time_machine.shift(timedelta(seconds=later))
    assert enter(stranger, berta, used).status_code == 200 and "_auth_user_id" not in stranger.session
    assert [row.what for row in SignInFailure.objects.all()] == ["used"]
    [(subject, body)] = told()
    assert subject == "Alguien intentó entrar a tu cuenta de Acompaña"
    assert "ya se había usado" in body and used not in body and "Mamani" not in body


def test_so_is_a_spare_one_and_it_is_told_once(client, stranger, berta):
    spare = RecoveryCodes.activate(berta).generate_codes()[0]
    assert enter(client, berta, spare).status_code == 302
    cache.clear()  # long ago
    for _time in range(2):
        assert enter(stranger, berta, spare).status_code == 200
    assert SignInFailure.objects.filter(what="used").count() == 2
    assert len(told()) == 1


def test_a_wrong_code_is_noted_and_told_to_nobody(client, berta):
    enter(client, berta, "000000")
    assert [row.what for row in SignInFailure.objects.all()] == ["code"] and told() == []


def test_a_button_pressed_twice_is_nobodys_attempt(client, berta):
    client.post(reverse("account_login"), {"login": berta.username, "password": PASSWORD})
    twice, used = Client(), code()
    twice.cookies.update(client.cookies)
    before = {**client.session}
    assert client.post(reverse(CODE), {"code": used}).status_code == 302
    session = twice.session  # as the second touch found it, on its way together with the first
    session.update(before)
    session.save()
    assert twice.post(reverse(CODE), {"code": used}).status_code in (200, 302)
    assert not SignInFailure.objects.exists() and told() == []


def test_refusals_of_used_codes_end_too(client, stranger, berta):
    used = code()
    enter(client, berta, used)
    for _time in range(5):
        enter(stranger, berta, used)
    assert "Espera cinco minutos" in enter(stranger, berta, used).content.decode()


def test_the_administrator_reads_that_the_password_was_right(client, stranger, cast, berta):
    used = code()
    enter(client, berta, used)
    enter(stranger, berta, used)
    client.force_login(cast.alma)
    for by in ("", "account"):
        page = client.get(reverse("sign_in_failures"), {"by": by}).content.decode()
        assert "1 con la clave correcta" in page and "1 con un código que ya se había usado" in page
