"""A coordinator prints the first access sheets of her own promoters, and of nobody else."""

import pytest
from django.urls import reverse

from accompaniment.models import Companion, OneTimeCode, Role, Teacher, User
from accompaniment.people.accounts import give_first_codes
from conftest import person

pytestmark = pytest.mark.django_db
URL = "/people/one-time-codes/"


@pytest.fixture
def ana(cast):
    """Ana coordinates: Petra is her promoter; Tania, of the jardín, is none."""
    Companion.objects.filter(user=cast.ana).update(kind="coordinator")
    return User.objects.get(pk=cast.ana.pk)


@pytest.fixture
def petra(cast):
    """Nobody has given her an account so far."""
    account = cast.petra.user
    Teacher.objects.filter(pk=cast.petra.pk).update(user=None)
    account.delete()
    return Teacher.objects.get(pk=cast.petra.pk)


def refused(by, teacher):
    given, reasons = give_first_codes(by=by, people=[teacher])
    assert not given
    assert not OneTimeCode.objects.exists()
    [(_who, reason)] = reasons
    return reason


def test_she_makes_the_account_and_prints_the_sheet(client, ana, petra):
    client.force_login(ana)
    assert "Hojas de acceso de tus promotoras" in client.get(reverse("teachers")).content.decode()
    page = client.get(URL)
    assert page.context["people"] == [petra]
    shown = client.post(URL, {"people": [petra.pk]})
    [code] = OneTimeCode.objects.all()
    petra.refresh_from_db()
    assert (code.given_by, code.user) == (ana, petra.user)
    assert shown.context["codes"][0].in_groups in shown.content.decode()


def test_who_chose_a_password_is_the_specialists(ana, cast):
    cast.petra.user.set_password("una clave bien larga")
    cast.petra.user.save()
    assert "Ya eligió su clave" in refused(ana, cast.petra)


def test_an_account_that_opens_more_is_the_specialists(ana, cast):
    Role.objects.create(user=cast.petra.user, kind="director", institution=cast.jardin, starts_on=cast.today)
    assert "otra cosa" in refused(ana, cast.petra)


def test_an_account_of_the_same_document_is_not_tied(ana, petra):
    person(petra.document_number, "Otra", petra.last_names)
    assert "otra cosa" in refused(ana, petra)
    petra.refresh_from_db()
    assert petra.user is None


def test_nobody_else_gets_one_from_her(client, ana, cast, petra):
    assert "la imprime la especialista" in refused(ana, cast.tania)
    assert "la imprime la especialista" in refused(cast.olga, petra)
    client.force_login(ana)
    assert client.post(URL, {"people": [cast.tania.pk]}).status_code == 302
    assert not OneTimeCode.objects.exists()


def test_an_external_companion_prints_none(client, cast):
    client.force_login(cast.ana)
    assert client.get(URL).status_code == 403
