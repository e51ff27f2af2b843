"""Where a person is signed in: the list, ending one or the others, and what ends them all."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accompaniment.accounts.services import access_link, retire_account
from accompaniment.accounts.ways_in import give_one_time_codes
from accompaniment.entry.sessions import device_of
from accompaniment.models import OneTimeCode, SignIn
from conftest import PASSWORD

URL = "/accounts/sessions/"
PHONE = (
    "Mozilla/5.0 (Linux; Android 13; SM-A145M) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari"
)
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:121.0) Gecko/20100101 Firefox/121.0"


@pytest.fixture
def ana(cast):
    cache.clear()
    cast.ana.set_password(PASSWORD)
    cast.ana.save()
    return cast.ana


def sign_in(account, agent=PHONE):
    client = Client(headers={"user-agent": agent})
    answer = client.post(reverse("account_login"), {"login": account.username, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def is_in(client):
    return client.get("/").status_code == 200


def rows(client):
    return client.get(URL).context["rows"]


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "Celular o tableta Android, con Chrome"),
        (DESK, "Computadora Windows, con Firefox"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile Safari",
            "Celular o tableta iPhone / iPad, con Safari",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537.36 Edg/120", "Computadora Windows, con Edge"),
        ("", "Un aparato que no conocemos"),
        ("curl/8", "Un aparato que no conocemos"),
    ],
)
def test_a_device_in_plain_words(agent, words):
    assert device_of(agent) == words


def test_the_list_says_which_is_this_one(ana):
    phone, desk = sign_in(ana), sign_in(ana, DESK)
    assert [(device, is_here) for _row, device, is_here in rows(phone)] == [
        ("Computadora Windows, con Firefox", False),
        ("Celular o tableta Android, con Chrome", True),
    ]
    assert "Terminar todas las demás" in desk.get(URL).content.decode()


def test_one_is_ended(ana):
    phone, desk = sign_in(ana), sign_in(ana, DESK)
    other = next(row for row, _device, is_here in rows(desk) if not is_here)
    page = desk.post(URL, {"end": other.pk}, follow=True).content.decode()
    assert "1 sesión terminó" in page
    assert is_in(desk) and not is_in(phone)


def test_all_others_are_ended(ana):
    phone, tablet, desk = sign_in(ana), sign_in(ana), sign_in(ana, DESK)
    assert "2 sesiones terminaron" in desk.post(URL, {"end": "others"}, follow=True).content.decode()
    assert (is_in(phone), is_in(tablet), is_in(desk)) == (False, False, True)


def test_this_one_is_ended(ana):
    phone = sign_in(ana)
    assert phone.post(URL, {"end": rows(phone)[0][0].pk}).url == reverse("account_login")
    assert not is_in(phone) and not SignIn.objects.exists()


def test_nobody_ends_anothers(ana, cast):
    phone = sign_in(ana)
    other = Client()
    other.force_login(cast.olga)
    for asked in (SignIn.objects.get().pk, "x", "", "99999999999999999999"):
        other.post(URL, {"end": asked})
    assert is_in(phone)
    assert [row.user for row, *_rest in rows(other)] == [cast.olga]


def test_a_change_of_password_keeps_this_one_and_shuts_the_others(ana):
    phone, desk = sign_in(ana), sign_in(ana, DESK)
    new = {"oldpassword": PASSWORD, "password1": "mi perro duerme al sol", "password2": "mi perro duerme al sol"}
    assert desk.post(reverse("account_change_password"), new).status_code == 302
    assert [is_here for *_row, is_here in rows(desk)] == [True]
    assert is_in(desk) and not is_in(phone)


def test_leaving_takes_it_off_the_list(ana):
    phone, desk = sign_in(ana), sign_in(ana, DESK)
    phone.post(reverse("account_logout"))
    assert len(rows(desk)) == 1


def test_a_session_that_grew_old_is_not_listed(ana):
    sign_in(ana)
    Session.objects.update(expire_date=timezone.now() - timedelta(days=1))
    assert len(rows(sign_in(ana, DESK))) == 1
    assert SignIn.objects.count() == 1


def test_its_last_use_is_told_every_ten_minutes(ana, time_machine, django_assert_num_queries):
    begins = timezone.now()
    phone = sign_in(ana)
    time_machine.move_to(begins + timedelta(minutes=9))
    is_in(phone)
    assert SignIn.objects.get().seen_at < begins + timedelta(minutes=1)
    time_machine.move_to(begins + timedelta(minutes=11))
    is_in(phone)
    assert SignIn.objects.get().seen_at >= begins + timedelta(minutes=11)


def test_a_new_way_in_ends_them_all(ana):
    phone = sign_in(ana)
    access_link(account=ana)
    assert not is_in(phone)


def test_a_retired_account_leaves_no_way_in(cast):
    cache.clear()
    account = cast.petra.user
    account.set_password(PASSWORD)
    account.save()
    give_one_time_codes(by=cast.berta, accounts=[account])
    phone = sign_in(account)
    retire_account(by=cast.berta, account=account, reason="se unió a otra")
    assert phone.get("/").url.startswith(reverse("account_login"))
    assert not SignIn.objects.exists() and not OneTimeCode.objects.exists()


def test_it_asks_little(ana, django_assert_max_num_queries):
    phone = sign_in(ana)
    phone.get("/")
    with django_assert_max_num_queries(12):
        phone.get(URL)
