"""Failures of entering are told to the administrator, and keep nothing that was typed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accompaniment.models import SignInFailure
from accompaniment.tasks import forget_expired

URL = "/accounts/failures/"


@pytest.fixture(autouse=True)
def fresh_limits(db):
    cache.clear()
    yield
    cache.clear()


def fail(client, login="nadie@example.pe", wrong="no es", address="200.1.1.1"):
    client.post(reverse("account_login"), {"login": login, "password": wrong}, REMOTE_ADDR=address)


def test_a_failure_keeps_the_account_and_nothing_typed(client, cast):
    fail(client, login=cast.ana.username, wrong="mi secreto")
    fail(client, login="mi clave de siempre", wrong="otra cosa")
    known, unknown = SignInFailure.objects.order_by("at")
    assert (known.account, known.typed_hash) == (cast.ana, "") and unknown.account is None
    kept = " ".join(str(value) for row in SignInFailure.objects.values() for value in row.values())
    assert "secreto" not in kept and "clave" not in kept and "200.1" not in kept
    assert len(unknown.typed_hash) == 64 and known.place_hash == unknown.place_hash


def test_entering_is_no_failure(client, cast):
    cast.ana.set_password("una clave bien larga")
    cast.ana.save()
    fail(client, login=cast.ana.username, wrong="una clave bien larga")
    assert not SignInFailure.objects.exists()


def test_the_administrator_counts_them_by_day_and_by_account(client, cast):
    for address in ("200.1.1.1", "200.1.1.2"):
        fail(client, login=cast.ana.username, address=address)
    fail(client)
    client.force_login(cast.alma)
    days = client.get(URL).content.decode()
    assert "3 intentos" in days and "desde 2 lugares" in days and "1 nombre que no es de nadie" in days
    accounts = client.get(URL, {"by": "account"}).content.decode()
    assert "Ana Quispe" in accounts and "2 intentos" in accounts and "nadie@" not in accounts


def test_a_long_list_has_pages(client, cast):
    SignInFailure.objects.bulk_create(
        SignInFailure(at=timezone.now() - timedelta(days=n), place_hash="x") for n in range(30)
    )
    client.force_login(cast.alma)
    assert len(client.get(URL).context["page"]) == 25 and len(client.get(URL, {"page": "2"}).context["page"]) == 5
    assert client.get(URL, {"page": "9" * 5000}).status_code == 200


def test_it_says_so_when_there_is_none_and_only_to_her(client, cast):
    client.force_login(cast.alma)
    assert "Nadie se equivocó" in client.get(URL).content.decode()
    assert URL in client.get(reverse("roles")).content.decode()
    client.force_login(cast.berta)
    assert client.get(URL).status_code == 403
    assert URL not in client.get(reverse("roles")).content.decode()


def test_they_go_after_ninety_days(client, db, time_machine):
    fail(client)
    time_machine.move_to(timezone.now() + timedelta(days=89))
    forget_expired()
    assert SignInFailure.objects.exists()
    time_machine.move_to(timezone.now() + timedelta(days=2))
    forget_expired()
    assert not SignInFailure.objects.exists()
