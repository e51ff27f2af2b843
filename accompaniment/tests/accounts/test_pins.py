"""The signing PIN: set by its owner, hard to guess, and blocked after five failures wherever they happen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connections
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accompaniment.accounts.pins.services import TRIES, check_pin, is_trivial, set_pin
from accompaniment.models import TrackedChange, User

PIN = "274093"
PASSWORD = "una clave bien larga"


@pytest.fixture
def tania(cast):
    cache.clear()  # the limit of guesses at the password counts across tests
    user = cast.tania.user
    user.set_password(PASSWORD)
    user.save()
    set_pin(user=user, pin=PIN)
    return user


def fail(user, times=1):
    for _ in range(times):
        with pytest.raises(ValidationError) as refused:
            check_pin(user=user, pin="999000")
    return refused.value.messages[0]


@pytest.mark.parametrize(
    "pin", ["111111", "123456", "654321", "789012", "121212", "123123", "410000", "41000001", "00000000"]
)
def test_trivial_pins(pin):
    assert is_trivial(pin, "41000001")


@given(st.text("0123456789", min_size=1, max_size=6), st.integers(2, 6))
def test_a_piece_repeated_is_trivial(piece, times):
    assert is_trivial(piece * times)


def test_the_owner_sets_it_and_nobody_can_read_it(client, tania):
    client.force_login(tania)
    page = client.get(reverse("my_pin")).content.decode()
    assert "Ya tienes un PIN" in page
    answer = client.post(reverse("my_pin"), {"pin": "830174", "again": "830174", "password": PASSWORD})
    assert answer.status_code == 302
    tania.refresh_from_db()
    assert "830174" not in tania.pin
    assert check_pin(user=tania, pin="830174")
    change = TrackedChange.objects.filter(model="accompaniment.user", object_id=str(tania.pk)).first()
    assert change.fields["pin"] == ["•••", "•••"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"pin": "12345", "again": "12345"}, "de 6 a 12 números"),
        ({"pin": "27409a", "again": "27409a"}, "de 6 a 12 números"),
        ({"pin": "٢٧٤٠٩٣", "again": "٢٧٤٠٩٣"}, "de 6 a 12 números"),
        ({"pin": "111111", "again": "111111"}, "fácil de adivinar"),
        ({"again": "830175"}, "no son iguales"),
        ({"password": "otra"}, "Esa no es tu clave"),
    ],
)
def test_what_is_refused_says_why_and_changes_nothing(client, tania, changes, sentence):
    client.force_login(tania)
    data = {"pin": "830174", "again": "830174", "password": PASSWORD, **changes}
    assert sentence in client.post(reverse("my_pin"), data).content.decode()
    tania.refresh_from_db()
    assert check_pin(user=tania, pin=PIN)


def test_five_failures_block_it_for_a_quarter_of_an_hour(tania):
    assert "Queda 1 intento" in fail(tania, TRIES - 1)
    assert "Demasiados intentos" in fail(tania)
    with pytest.raises(ValidationError, match="Demasiados"):
        check_pin(user=tania, pin=PIN)  # not even the right one
    User.objects.filter(pk=tania.pk).update(pin_blocked_until=timezone.now() - timedelta(seconds=1))
    assert "Quedan 4 intentos" in fail(tania)
    assert check_pin(user=tania, pin=PIN)
    tania.refresh_from_db()
    assert (tania.pin_failures, tania.pin_blocked_until) == (0, None)


def test_the_right_pin_on_the_fifth_try_still_counts(tania):
    fail(tania, TRIES - 1)
    assert check_pin(user=tania, pin=PIN)
    assert "Quedan 4 intentos" in fail(tania)


def test_without_a_pin_nothing_is_right(cast):
    with pytest.raises(ValidationError, match="no tiene un PIN"):
        check_pin(user=cast.petra.user, pin="")


@pytest.mark.django_db(transaction=True)
def test_many_tries_at_once_are_five_tries(tania):
    def attempt(_):
        try:
            check_pin(user=User.objects.get(pk=tania.pk), pin="999000")
        except ValidationError as refused:
            return refused.messages[0]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(attempt, range(12)))
    assert sum("no es su PIN" in text for text in said) <= TRIES
    tania.refresh_from_db()
    assert tania.pin_failures == TRIES
