"""A new SECRET_KEY, with the one of before among the fallbacks, costs nobody anything; once resealed, it can go."""

from __future__ import annotations

import time
from urllib.parse import urlencode

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse

from accompaniment.accounts.services import access_link
from accompaniment.accounts.ways_in import give_one_time_codes, opens
from accompaniment.lib.drafts import writer_of, writer_token
from accompaniment.models import OneTimeCode, SignIn
from conftest import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def berta(cast):
    cache.clear()
    cast.berta.set_password(PASSWORD)
    cast.berta.save()
    return cast.berta


@pytest.fixture
def rotate(settings):
    """Put another key in the place of today's; what it was is still believed, unless it is forgotten."""

    def rotated(*, forgotten: bool = False) -> None:
        before = settings.SECRET_KEY
        settings.SECRET_KEY = "otra " * 10
        settings.SECRET_KEY_FALLBACKS = [] if forgotten else [before]

    return rotated


def code():
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


def enter(client, account):
    return client.post(reverse("account_login"), {"login": account.username, "password": PASSWORD})


def test_whoever_is_in_stays_in_and_on_the_list_of_sessions(client, berta, rotate):
    enter(client, berta)
    rotate()
    assert client.get("/people/").status_code == 200
    assert SignIn.objects.get(user=berta).session_key == client.session.session_key
    rotate(forgotten=True)
    assert client.get("/people/").status_code == 200, "the session was taken over by the key of then"


def test_without_the_key_of_before_sessions_end(client, berta, rotate):
    enter(client, berta)
    rotate(forgotten=True)
    assert client.get("/people/").status_code == 302


def test_links_and_printed_codes_and_open_forms_serve_on(client, cast, berta, rotate):
    [printed] = give_one_time_codes(by=cast.alma, accounts=[cast.olga])
    link, token = access_link(account=cast.petra.user), writer_token(berta)
    rotate()
    assert client.get(link, follow=True).context["form"].fields.keys() >= {"password1"}
    assert opens(OneTimeCode.objects.get(), printed.code)
    assert writer_of({"writer": token}) == berta.pk


def test_the_words_of_a_search_are_read(client, berta, rotate):
    client.force_login(berta)
    form = urlencode({"search": "1", "q": "nadie se llama así"})
    found = client.post(reverse("teachers"), form, content_type="application/x-www-form-urlencoded")
    rotate()
    assert client.get(found.url).context["request"].GET["q"] == "nadie se llama así"


def test_a_second_step_works_and_once_resealed_without_the_key_of_before(client, berta, rotate, settings, capsys):
    TOTP.activate(berta, SECRET)
    spare = RecoveryCodes.activate(berta).generate_codes()
    rotate()
    enter(client, berta)
    assert client.post(reverse("mfa_authenticate"), {"code": code()}).url == "/"
    call_command("reseal")
    assert "2 secrets are sealed" in capsys.readouterr().out
    settings.SECRET_KEY_FALLBACKS = []
    cache.clear()
    held = {one.type: one.wrap() for one in Authenticator.objects.all()}
    assert held["totp"].validate_code(code()) and held["recovery_codes"].generate_codes() == spare


def test_what_no_key_reads_is_left_as_it_is_and_counted(berta, rotate, capsys):
    kept = TOTP.activate(berta, SECRET).instance.data
    rotate(forgotten=True)
    call_command("reseal")
    told = capsys.readouterr()
    assert "0 secrets" in told.out and "1 can be read by no key" in told.err
    assert Authenticator.objects.get().data == kept
