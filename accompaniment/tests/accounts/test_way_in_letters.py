"""Whoever has an e-mail is told when a way into the account changes, without a name, an address or a link to press."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from accompaniment.accounts.services import access_link, change_email, drop_second_factor
from accompaniment.accounts.ways_in import choose_password, give_one_time_codes, reset_ways_in
from accompaniment.letters.sending import send_due
from accompaniment.models import Letter
from conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(cast):
    cache.clear()
    cast.ana.email = "ana@example.pe"
    cast.ana.set_password(PASSWORD)
    cast.ana.save()
    return cast.ana


def told():
    """The one e-mail that went: to whom, and what it says."""
    send_due()
    [letter] = mail.outbox
    assert letter.subject == "Cambió una forma de entrar a tu cuenta de Acompaña"
    assert "Núñez" not in letter.body and "40000000" not in letter.body and "/accounts/" not in letter.body
    assert "avisa hoy a tu UGEL" in letter.body
    return letter.to, letter.body


def second_step(account):
    account.authenticator_set.create(type="totp", data={"secret": "x"})


CHANGES = {
    "a password chosen": (lambda cast, ana: choose_password(account=ana, password="otra frase"), "una clave nueva"),
    "a link handed out": (lambda cast, ana: access_link(account=ana), "un enlace o un código nuevo"),
    "a printed code": (lambda cast, ana: give_one_time_codes(by=cast.berta, accounts=[ana]), "un enlace o un código"),
    "a second step dropped": (lambda cast, ana: drop_second_factor(account=ana), "segundo paso"),
    "an e-mail changed": (lambda cast, ana: change_email(account=ana, email="otra@example.pe"), "ya no es el de la"),
    "every way in reset": (lambda cast, ana: reset_ways_in(ana), "todas las formas de entrar"),
}


@pytest.mark.parametrize(("change", "said"), CHANGES.values(), ids=CHANGES)
def test_a_change_is_told_to_the_address_of_before(cast, ana, change, said):
    second_step(ana)
    change(cast, ana)
    to, body = told()
    assert to == ["ana@example.pe"]
    assert said in body


def test_the_page_of_the_password_tells_it_once(client, ana):
    client.force_login(ana)
    data = {"oldpassword": PASSWORD, "password1": "mi perro duerme", "password2": "mi perro duerme"}
    assert client.post(reverse("account_change_password"), data).status_code == 302
    assert "una clave nueva" in told()[1]


def test_nobody_is_told_of_the_first_way_in_nor_without_an_address(cast):
    cast.olga.email = "olga@example.pe"
    cast.olga.save()
    access_link(account=cast.olga)
    choose_password(account=cast.olga, password="mi perro duerme")
    cast.petra.user.set_password(PASSWORD)
    cast.petra.user.save()
    access_link(account=cast.petra.user)
    assert not Letter.objects.filter(kind="way_in").exists()
