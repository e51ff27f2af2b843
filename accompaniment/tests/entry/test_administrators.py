"""Who opens much says anew who she is: an administrator before she gives ways in, at a desk every 12 hours."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accompaniment.lib.drafts import writer_token
from accompaniment.models import Role
from conftest import PASSWORD

AGAIN = "account_reauthenticate"


@pytest.fixture(autouse=True)
def fresh_limits(db):
    cache.clear()
    yield
    cache.clear()


def enter(client, who):
    who.set_password(PASSWORD)
    who.save()
    assert client.post(reverse("account_login"), {"login": who.username, "password": PASSWORD}).status_code == 302


@pytest.fixture
def alma(client, cast, time_machine):
    """She entered a while ago: right after typing a password nobody is asked for it again."""
    enter(client, cast.alma)
    time_machine.move_to(timezone.now() + timedelta(minutes=16))
    return cast.alma


def role_of_diana(cast):
    return Role.objects.get(user=cast.diana)


@pytest.mark.parametrize("route", ["role_new", "role_end", "role_access"])
def test_she_is_asked_before_roles_and_ways_in(client, cast, alma, route):
    arguments = [] if route == "role_new" else [role_of_diana(cast).pk]
    asked = client.get(reverse(route, args=arguments))
    assert asked.status_code == 302 and asked.url.startswith(reverse(AGAIN))
    assert "Confirma que eres tú" in client.get(asked.url).content.decode()


def test_once_asked_she_goes_on_for_a_while(client, cast, alma, time_machine):
    asked = client.get(reverse("role_new"))
    assert client.post(asked.url, {"password": "no es"}).status_code == 200
    assert client.post(asked.url, {"password": PASSWORD}).url == reverse("role_new")
    assert client.get(reverse("role_new")).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(minutes=16))
    assert client.get(reverse("role_new")).status_code == 302


def test_what_she_sent_goes_on_by_itself(client, cast, alma):
    role = role_of_diana(cast)
    last = timezone.localdate()
    asked = client.post(reverse("role_end", args=[role.pk]), {"ends_on": last.isoformat()})
    role.refresh_from_db()
    assert role.ends_on is None
    client.post(asked.url, {"password": PASSWORD})
    role.refresh_from_db()
    assert role.ends_on == last


def test_she_is_asked_before_seeing_as_another(client, cast, alma):
    begin = reverse("see_as_start", args=[cast.ana.pk])
    asked = client.post(begin)
    assert asked.url.startswith(reverse(AGAIN))
    assert client.post(asked.url, {"password": PASSWORD}).url == "/"
    assert "Ana Quispe" in client.get("/", follow=True).content.decode()


def test_nobody_else_is_asked(client, cast):
    enter(client, cast.berta)
    assert client.get(reverse("role_new")).status_code == 200
    assert client.get(reverse("companion_new")).status_code == 200


@pytest.mark.parametrize(
    ("who", "page"), [("alma", "roles"), ("berta", "teachers"), ("rita", "home"), ("nora", "home")]
)
def test_a_session_at_a_desk_ends_after_twelve_hours_however_much_it_is_used(client, cast, time_machine, who, page):
    enter(client, getattr(cast, who))
    begin = timezone.now()
    for hours in (4, 8, 11):
        time_machine.move_to(begin + timedelta(hours=hours))
        assert client.get(reverse(page)).status_code == 200
    time_machine.move_to(begin + timedelta(hours=12, minutes=1))
    shown = client.get(reverse(page), follow=True)
    assert shown.redirect_chain[0][0].startswith(reverse("account_login") + "?next=/")
    assert "cada doce horas" in shown.content.decode()


def test_a_script_hears_that_she_is_signed_out(client, alma, time_machine):
    time_machine.move_to(timezone.now() + timedelta(hours=13))
    answer = client.post(reverse("roles"), headers={"accept": "application/json"})
    assert answer.status_code == 401 and answer.json() == {"state": "signed_out"}


def test_what_was_being_written_comes_back_after_entering_again(client, cast, time_machine):
    enter(client, cast.berta)
    time_machine.move_to(timezone.now() + timedelta(hours=13))
    typed = {"writer": writer_token(cast.berta), "last_names": "Palomino"}
    sent = client.post(reverse("teacher_new"), typed)
    enter_again = {"login": cast.berta.username, "password": PASSWORD}
    client.post(sent.url, enter_again)
    assert client.get(reverse("teacher_new")).context["form"]["last_names"].value() == "Palomino"


@pytest.mark.parametrize("who", ["ana", "diana"])
def test_the_session_of_whoever_goes_out_goes_on(client, cast, time_machine, who):
    enter(client, getattr(cast, who))
    time_machine.move_to(timezone.now() + timedelta(hours=13))
    assert client.get("/people/").status_code == 200
