"""Giving somebody her way in: who may, what the page shows, and what never leaks."""

import re

import pytest
from django.urls import reverse

from accompaniment.access import Allowed, Denied
from accompaniment.accounts.charge import may_hand_link
from accompaniment.models import Companion, Role, Teacher, User
from accompaniment.people.accounts import ensure_teacher_account


def link_in(page):
    return re.search(r'value="(http://testserver/accounts/password/reset/key/[^"]+)"', page.content.decode())


@pytest.fixture
def teacher_url(cast):
    return reverse("teacher_account", args=[cast.tania.pk])


def test_asks_first_then_shows_the_link_once(client, cast, teacher_url):
    client.force_login(cast.berta)
    asked = client.get(teacher_url)
    assert link_in(asked) is None
    shown = client.post(teacher_url)
    link = link_in(shown)[1]
    assert "no-store" in shown.headers["Cache-Control"]
    assert "sirve una sola vez" in shown.content.decode()
    assert "41000001" in shown.content.decode()
    client.logout()
    assert "Pon tu clave" in client.get(link, follow=True).content.decode()


def test_the_link_stays_out_of_messages_session_and_log(client, cast, teacher_url, caplog):
    client.force_login(cast.berta)
    token = link_in(client.post(teacher_url))[1].rsplit("-", 1)[1].strip("/")
    assert token not in str(dict(client.session))
    assert all(token not in morsel.value for morsel in client.cookies.values())
    assert token not in caplog.text


def test_makes_the_account_of_a_teacher_who_had_none(client, cast):
    cast.petra.user.delete()
    cast.petra.refresh_from_db()
    client.force_login(cast.berta)
    assert User.objects.filter(username="41000002").count() == 0
    assert link_in(client.post(reverse("teacher_account", args=[cast.petra.pk])))
    cast.petra.refresh_from_db()
    assert cast.petra.user.username == "41000002"
    assert not cast.petra.user.has_usable_password()


def test_reuses_the_account_of_the_same_document(cast):
    director = Teacher.objects.create(
        document_number=cast.diana.username, first_names="Diana", last_names="Nuñez", kind="classroom"
    )
    assert ensure_teacher_account(by=cast.berta, teacher=director) == cast.diana


def test_refuses_an_account_of_another_surname(client, cast):
    cast.tania.user = None
    cast.tania.document_number = cast.nora.username
    cast.tania.save()
    client.force_login(cast.berta)
    page = client.post(reverse("teacher_account", args=[cast.tania.pk]), follow=True)
    assert "otro apellido" in page.content.decode()
    cast.tania.refresh_from_db()
    assert cast.tania.user is None


@pytest.mark.parametrize(
    ("who", "status"),
    [("berta", 200), ("ana", 403), ("diana", 403), ("carla", 404), ("olga", 404), ("dora", 404), ("nora", 404)],
)
def test_only_her_specialist_gives_it(client, cast, teacher_url, who, status):
    client.force_login(getattr(cast, who))
    assert client.post(teacher_url).status_code == status


def test_signed_out_goes_to_sign_in(client, cast, teacher_url):
    assert client.post(teacher_url).url.startswith(reverse("account_login"))


def test_a_specialist_cannot_enter_as_an_administrator(client, cast):
    """The documented way round: register the administrator as a companion, then ask for her link."""
    companion = Companion.objects.create(user=cast.alma, ugel=cast.ugel, kind=Companion.Kind.EXTERNAL)
    client.force_login(cast.berta)
    page = client.post(reverse("companion_access", args=[companion.pk]))
    assert page.status_code == 403
    assert link_in(page) is None


def test_what_reaches_beyond_her_ugel_is_not_hers_to_open(cast):
    assert isinstance(may_hand_link(cast.berta, cast.ana), Allowed)
    assert isinstance(may_hand_link(cast.berta, cast.diana), Allowed)
    Companion.objects.create(user=cast.ana, ugel=cast.other_ugel, kind=Companion.Kind.EXTERNAL)
    Role.objects.create(user=cast.diana, kind=Role.Kind.DIRECTOR, institution=cast.other_jardin)
    for account in (cast.ana, cast.diana, cast.carla, cast.alma, cast.nora, cast.berta):
        assert isinstance(may_hand_link(cast.berta, account), Denied)


def test_an_administrator_gives_every_link_but_that_of_who_installed(cast):
    assert may_hand_link(cast.alma, cast.carla)
    cast.nora.is_superuser = True
    cast.nora.save()
    assert not may_hand_link(cast.alma, cast.nora)


def test_role_and_companion_links(client, cast):
    client.force_login(cast.berta)
    role = Role.objects.get(user=cast.diana)
    companion = Companion.objects.get(user=cast.ana)
    for url in (reverse("role_access", args=[role.pk]), reverse("companion_access", args=[companion.pk])):
        assert client.get(url).status_code == 200
        assert link_in(client.post(url))
    client.force_login(cast.carla)
    assert client.post(reverse("role_access", args=[role.pk])).status_code == 404
    assert client.post(reverse("companion_access", args=[companion.pk])).status_code == 404
