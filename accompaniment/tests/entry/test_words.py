"""One word for one thing, on the pages by which people enter."""

import pytest
from django.contrib.auth.password_validation import get_password_validators
from django.urls import reverse

from conftest import PASSWORD


@pytest.mark.parametrize("password", ["password123", "quispe2026", "corta", "12345678901"])
def test_a_password_is_called_clave_whatever_is_wrong_with_it(client, cast, password):
    cast.ana.set_password(PASSWORD)
    cast.ana.save()
    client.force_login(cast.ana)
    fields = ("oldpassword", "password1", "password2")
    typed = {**dict.fromkeys(fields, password), "oldpassword": PASSWORD}
    page = client.post(reverse("account_change_password"), typed).text.split("<main")[1]
    assert "contraseña" not in page.lower()


def test_the_validators_speak_so_too(settings):
    texts = [one.get_error_message() for one in get_password_validators(settings.AUTH_PASSWORD_VALIDATORS)[:2]]
    assert texts and not [text for text in texts if "contraseña" in text]


def test_the_header_shows_no_document_number(client, cast):
    cast.alma.first_name = cast.alma.last_name = ""
    cast.alma.save()
    client.force_login(cast.alma)
    page = client.get("/").text
    assert cast.alma.username not in page and "Mi cuenta" in page
