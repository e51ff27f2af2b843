"""Signing in by DNI or e-mail, and every page of django-allauth that the site routes."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accompaniment.accounts.services import access_link
from accompaniment.letters.sending import send_due
from conftest import PASSWORD

NEW_PASSWORD = "mi perro duerme al sol"


@pytest.fixture(autouse=True)
def fresh_limits(db, settings):
    """Attempts are counted in the cache: one test's must not tire the next; and a quick hash is enough here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ana(cast):
    cast.ana.set_password(PASSWORD)
    cast.ana.email = "ana@example.pe"
    cast.ana.save()
    return cast.ana


def enter(client, login, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": login, "password": password})


@pytest.mark.parametrize("login", ["40000000", "4000 0000", "40.000.000", "ana@example.pe", "ANA@example.pe"])
def test_enters_by_document_or_email(client, ana, login):
    response = enter(client, login)
    assert response.status_code == 302
    assert response.url == "/"
    assert client.session["_auth_user_id"] == str(ana.pk)


def test_next_page_is_followed_only_inside(client, ana):
    data = {"login": ana.username, "password": PASSWORD}
    assert client.post(reverse("account_login") + "?next=/people/", data).url == "/people/"
    client.logout()
    assert client.post(reverse("account_login") + "?next=https://otro.example/", data).url == "/"


def test_the_same_words_whether_the_account_exists_or_not(client, ana):
    pages = [
        enter(client, login, "otra cosa cualquiera").content.decode()
        for login in (ana.username, "40999999", ana.email, "nadie@example.pe")
    ]
    said = [re.search(r'<div class="alert[^"]*"[^>]*>(.*?)</div>', page, re.DOTALL)[1].strip() for page in pages]
    assert len(set(said)) == 1
    assert "no son correctos" in said[0]


def test_bad_login_keeps_the_document_and_not_the_password(client, ana):
    page = enter(client, ana.username, "otra cosa").content.decode()
    assert f'value="{ana.username}"' in page
    assert "otra cosa" not in page


def test_an_account_without_a_password_cannot_enter(client, cast):
    assert enter(client, cast.berta.username, "!").status_code == 200
    assert "_auth_user_id" not in client.session


def test_too_many_attempts_on_one_account_get_a_clear_sentence(client, ana):
    for _n in range(5):
        enter(client, ana.username, "no es")
    page = enter(client, ana.username, PASSWORD)
    assert page.status_code == 200
    assert "Espera cinco minutos" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_too_many_attempts_from_one_place_get_a_clear_page(client, ana):
    answers = [enter(client, f"4100{n:04}", "no es") for n in range(31)]
    assert answers[-1].status_code == 429
    assert "Espera un minuto" in answers[-1].content.decode()


def test_leaving(client, ana):
    client.force_login(ana)
    assert "¿Quieres salir?" in client.get(reverse("account_logout")).content.decode()
    page = client.post(reverse("account_logout"), follow=True).content.decode()
    assert "Hasta pronto" in page
    assert "_auth_user_id" not in client.session


def test_changing_the_password(client, ana):
    client.force_login(ana)
    url = reverse("account_change_password")
    wrong = client.post(url, {"oldpassword": "no", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert "Esta no es tu clave de ahora" in wrong.content.decode()
    done = client.post(url, {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert done.url == "/"
    ana.refresh_from_db()
    assert ana.check_password(NEW_PASSWORD)


@pytest.mark.parametrize("weak", ["12345678901", "corta", "password1234"])
def test_a_weak_password_is_refused(client, ana, weak):
    client.force_login(ana)
    data = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    assert client.post(reverse("account_change_password"), data).status_code == 200
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)


def test_forgotten_password_by_email_answers_alike_for_unknown_addresses(client, ana, settings):
    answers = [
        client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in (ana.email, "nadie@example.pe")
    ]
    bodies = [re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers]
    assert bodies[0] == bodies[1]
    assert not mail.outbox
    send_due()
    assert [message.to for message in mail.outbox] == [[ana.email]]
    assert "7 días" in mail.outbox[0].body
    link = re.search(re.escape(settings.SITE_URL) + r"(\S+)", mail.outbox[0].body)[1]
    set_password(client, link)
    ana.refresh_from_db()
    assert ana.check_password(NEW_PASSWORD)


def set_password(client, link):
    form = client.get(link, follow=True)
    assert "Pon tu clave" in form.content.decode()
    data = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    return client.post(form.request["PATH_INFO"], data, follow=True)


def test_the_handed_link_serves_once(client, cast):
    link = access_link(account=cast.olga)
    assert "Listo" in set_password(client, link).content.decode()
    assert enter(client, cast.olga.username, NEW_PASSWORD).status_code == 302
    client.logout()
    again = client.get(link, follow=True)
    assert "Este enlace ya no sirve" in again.content.decode()


def test_a_new_link_replaces_the_unused_one(client, cast):
    first, second = access_link(account=cast.olga), access_link(account=cast.olga)
    cast.olga.refresh_from_db()
    assert "Este enlace ya no sirve" in client.get(first, follow=True).content.decode()
    assert "Pon tu clave" in client.get(second, follow=True).content.decode()


def test_the_link_grows_old(client, cast, settings, time_machine):
    link = access_link(account=cast.olga)
    time_machine.move_to(timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT + 60))
    assert "Este enlace ya no sirve" in client.get(link, follow=True).content.decode()


def test_two_passwords_that_differ_are_refused(client, cast):
    form = client.get(access_link(account=cast.olga), follow=True)
    page = client.post(form.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": "otra frase larga"})
    assert page.status_code == 200
    cast.olga.refresh_from_db()
    assert not cast.olga.has_usable_password()


def test_somebody_signed_in_without_a_password_may_set_one(client, cast):
    client.force_login(cast.olga)
    assert client.get(reverse("account_change_password")).url == reverse("account_set_password")
    client.post(reverse("account_set_password"), {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    cast.olga.refresh_from_db()
    assert cast.olga.check_password(NEW_PASSWORD)


def test_a_paused_account_is_told_so(client, ana):
    ana.is_active = False
    ana.save()
    page = client.post(reverse("account_login"), {"login": ana.username, "password": PASSWORD}, follow=True)
    assert "Tu cuenta está en pausa" in page.content.decode()
    assert "_auth_user_id" not in client.session


ROUTES = [
    ("account_login", False),
    ("account_reset_password", False),
    ("account_reset_password_done", False),
    ("account_reset_password_from_key_done", False),
    ("account_inactive", False),
    ("account_logout", True),
    ("account_change_password", True),
    ("account_set_password", True),
]


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(("route", "signed_in"), ROUTES)
def test_every_account_page_wears_our_look(client, ana, cast, language, route, signed_in):
    client.cookies["django_language"] = language
    if signed_in:
        client.force_login(cast.olga if route == "account_set_password" else ana)
    page = client.get(reverse(route))
    assert page.status_code == 200
    text = page.content.decode()
    assert f'<html lang="{language}">' in text
    assert "app-header" in text
    assert text.count("<h1>") == 1


def test_there_is_no_signing_up(client, db):
    assert client.get("/accounts/signup/").status_code == 404
