"""What may be a password: nearly anything, of 10 to 128 letters, compared whole."""

import pytest
from django.contrib.auth import authenticate
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.urls import reverse

from accompaniment.entry.validators import MOST, OwnPasswordValidator, help_for
from conftest import PASSWORD

UNUSUAL = ["mi perro duerme al sol ", "ñandú 🦙 ¿sí? 漢字 ok", "a b  c   d    e", "sol " * 25]


@pytest.fixture(autouse=True)
def quick(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.mark.parametrize("password", UNUSUAL)
def test_any_letters_serve_and_every_one_of_them_counts(client, cast, password):
    cast.ana.set_password(PASSWORD)
    cast.ana.save()
    client.force_login(cast.ana)
    data = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    assert client.post(reverse("account_change_password"), data).status_code == 302
    assert authenticate(username=cast.ana.username, password=password) == cast.ana
    assert authenticate(username=cast.ana.username, password=password[:-1]) is None


def test_what_is_longer_than_anybody_types_is_refused(cast):
    OwnPasswordValidator().validate("x" * MOST, cast.ana)
    with pytest.raises(ValidationError, match="demasiado larga"):
        OwnPasswordValidator().validate("x" * (MOST + 1), cast.ana)


@pytest.mark.parametrize("known", ["password1234", "qwertyuiop", "administrator"])
def test_known_passwords_are_refused(client, cast, known):
    cast.ana.set_password(PASSWORD)
    cast.ana.save()
    client.force_login(cast.ana)
    page = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": known, "password2": known}
    )
    assert page.status_code == 200
    assert authenticate(username=cast.ana.username, password=PASSWORD) == cast.ana


@pytest.mark.parametrize(("who", "least"), [("ana", 10), ("diana", 10), ("berta", 12), ("rita", 12), ("alma", 12)])
def test_whoever_opens_whole_places_needs_twelve_letters(cast, who, least):
    account = getattr(cast, who)
    OwnPasswordValidator().validate("x" * least, account)
    with pytest.raises(ValidationError, match=f"al menos {least} letras"):
        OwnPasswordValidator().validate("x" * (least - 1), account)
    assert f"Al menos {least} letras" in help_for(account)
