"""Knowing a document and a surname makes nobody of an account: who ties one, who hands its way in out."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accompaniment.access import Denied
from accompaniment.accounts.charge import may_hand_link
from accompaniment.accounts.person import PersonData
from accompaniment.accounts.roles.services import Scope, grant_role
from accompaniment.accounts.services import access_link
from accompaniment.accounts.ways_in import give_one_time_codes, reset_ways_in
from accompaniment.models import Companion, OneTimeCode, Post, Role, Teacher, TrackedChange
from accompaniment.people.accounts import ensure_teacher_account, give_one_time_codes_to_people
from accompaniment.people.companions.services import register_companion
from conftest import PASSWORD, person

DOCUMENT = "43000777"


def with_password(account):
    account.set_password(PASSWORD)
    account.save()
    return account


def data_of(account):
    return PersonData(account.username, account.first_name, account.last_name, "otra@example.pe")


def is_closed(account):
    account.refresh_from_db()
    return not account.has_usable_password()


@pytest.fixture
def planted(cast):
    """An account with the document of Rosa, who works in Berta's UGEL: another UGEL made it, and somebody entered."""
    account = with_password(person(DOCUMENT, "Rosa", "Ñaupari", email="ajena@example.pe"))
    ended = {"starts_on": cast.today - timedelta(days=90), "ends_on": cast.today - timedelta(days=30)}
    Companion.objects.create(user=account, ugel=cast.other_ugel, kind="external", **ended)
    return account


@pytest.fixture
def unknown(cast):
    """An account that opens nothing: nobody knows who asked for it."""
    return with_password(person(DOCUMENT, "Rosa", "Ñaupari", email="ajena@example.pe"))


@pytest.fixture
def rosa(cast):
    teacher = Teacher.objects.create(
        document_number=DOCUMENT, first_names="Rosa", last_names="Ñaupari", kind="classroom"
    )
    Post.objects.create(teacher=teacher, institution=cast.jardin, cycle="II", starts_on=cast.today)
    return teacher


def stays_untied(teacher):
    teacher.refresh_from_db()
    return teacher.user is None


# --- Tying an account to a record ----------------------------------------------------------------------------------
def test_the_account_that_another_ugel_made_is_not_tied(client, cast, planted, rosa):
    client.force_login(cast.berta)
    page = client.post(reverse("teacher_account", args=[rosa.pk]), follow=True)
    assert "la administradora" in page.content.decode() and "Vecina" not in page.content.decode()
    assert stays_untied(rosa)
    assert not OneTimeCode.objects.filter(user=planted).exists()
    client.force_login(planted)
    assert client.get(reverse("visits:teacher", args=[rosa.pk])).status_code == 404


def test_nor_by_a_printed_code(cast, planted, rosa):
    given, [(refused, reason)] = give_one_time_codes_to_people(by=cast.berta, people=[rosa])
    assert (given, refused) == ([], rosa) and "la administradora" in reason
    assert stays_untied(rosa)


def test_one_that_opens_nothing_is_tied_without_its_former_ways_in(client, cast, unknown, rosa):
    client.force_login(cast.berta)
    assert client.post(reverse("teacher_account", args=[rosa.pk])).status_code == 200
    rosa.refresh_from_db()
    assert rosa.user == unknown
    unknown.refresh_from_db()
    assert not unknown.has_usable_password() and unknown.email is None


def test_the_account_of_her_own_ugel_goes_on_with_its_password(cast):
    with_password(cast.diana)
    teacher = Teacher.objects.create(
        document_number=cast.diana.username, first_names="Diana", last_names="Núñez", kind="classroom"
    )
    Post.objects.create(teacher=teacher, institution=cast.jardin, cycle="II", starts_on=cast.today)
    assert ensure_teacher_account(by=cast.berta, teacher=teacher) == cast.diana
    assert not is_closed(cast.diana)


def test_a_new_account_of_a_record_with_a_post_elsewhere_is_given_by_nobody_here(client, cast, rosa):
    """It is made, so that the administrator finds it; nobody has a way in yet."""
    Post.objects.create(teacher=rosa, institution=cast.other_jardin, cycle="II", starts_on=cast.today)
    client.force_login(cast.berta)
    page = client.post(reverse("teacher_account", args=[rosa.pk]))
    assert page.status_code == 403 and "la administradora" in page.content.decode()
    rosa.refresh_from_db()
    assert is_closed(rosa.user) and not OneTimeCode.objects.filter(user=rosa.user).exists()


# --- Work and roles given by document -------------------------------------------------------------------------------
def test_a_companion_who_worked_elsewhere_enters_anew(client, cast, planted):
    client.force_login(cast.berta)
    typed = {
        "document_type": "dni", "document_number": DOCUMENT, "first_names": "Rosa", "last_names": "Ñaupari",
        "email": "otra@example.pe", "kind": "external", "ugel": cast.ugel.pk, "starts_on": cast.today.isoformat(),
    }  # fmt: skip
    page = client.post(reverse("companion_new"), typed, follow=True)
    assert "la administradora" in page.content.decode() and "su clave de siempre" not in page.content.decode()
    assert is_closed(planted) and planted.email is None
    assert Companion.objects.filter(user=planted, ugel=cast.ugel).exists()


def test_whoever_works_elsewhere_today_is_left_alone(cast, planted):
    Companion.objects.filter(user=planted).update(ends_on=None)
    with pytest.raises(ValidationError, match="otra UGEL"):
        register_companion(
            by=cast.berta, person=data_of(planted), ugel=cast.ugel, kind="external", starts_on=cast.today
        )
    assert not is_closed(planted)
    assert not Companion.objects.filter(user=planted, ugel=cast.ugel).exists()


def test_nobody_shuts_an_administrator_out(cast):
    with_password(cast.alma)
    with pytest.raises(ValidationError):
        register_companion(
            by=cast.berta, person=data_of(cast.alma), ugel=cast.ugel, kind="external", starts_on=cast.today
        )
    assert not is_closed(cast.alma)


def test_a_directors_role_goes_to_no_account_in_use_elsewhere(cast, planted):
    scope = Scope(institution=cast.jardin)
    grant_role(by=cast.berta, person=data_of(planted), kind="director", scope=scope, starts_on=cast.today)
    assert is_closed(planted)
    with pytest.raises(ValidationError):
        grant_role(by=cast.berta, person=data_of(cast.carla), kind="director", scope=scope, starts_on=cast.today)


def test_an_administrator_gives_a_role_to_whoever_comes_in_person(client, cast, planted):
    """The account was another's until now: the page shows the link with which she enters."""
    client.force_login(cast.alma)
    typed = {
        "document_type": "dni", "document_number": DOCUMENT, "first_names": "Rosa", "last_names": "Ñaupari",
        "kind": "specialist", "ugel": cast.ugel.pk, "starts_on": cast.today.isoformat(),
    }  # fmt: skip
    assert "/password/reset/key/" in client.post(reverse("role_new"), typed).content.decode()
    assert is_closed(planted)


def test_another_role_of_hers_leaves_her_way_in(cast):
    with_password(cast.berta)
    scope = Scope(ugel=cast.other_ugel)
    grant_role(by=cast.alma, person=data_of(cast.berta), kind="specialist", scope=scope, starts_on=cast.today)
    assert not is_closed(cast.berta)


# --- Handing out the way in -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("what", ["post", "companion", "role"])
@pytest.mark.parametrize("days", [(90, 30), (90, None), (-30, None)])
def test_whatever_the_account_opens_elsewhere_counts(cast, what, days):
    starts, ends = days
    dates = {
        "starts_on": cast.today - timedelta(days=starts),
        "ends_on": None if ends is None else cast.today - timedelta(days=ends),
    }
    if what == "post":
        Post.objects.create(teacher=cast.tania, institution=cast.other_jardin, cycle="II", **dates)
    elif what == "companion":
        Companion.objects.create(user=cast.tania.user, ugel=cast.other_ugel, kind="external", **dates)
    else:
        Role.objects.create(user=cast.tania.user, kind="director", institution=cast.other_jardin, **dates)
    verdict = may_hand_link(cast.berta, cast.tania.user)
    assert isinstance(verdict, Denied) and "administradora" in str(verdict.reason)
    assert "Vecina" not in str(verdict.reason)


def test_of_whoever_left_nobody_but_the_administrator(cast):
    Post.objects.filter(teacher=cast.tania).update(ends_on=cast.today - timedelta(days=1))
    assert not may_hand_link(cast.berta, cast.tania.user)
    assert may_hand_link(cast.alma, cast.tania.user)


# --- The administrator's page ---------------------------------------------------------------------------------------
def test_the_administrator_finds_any_account_and_hands_its_way_in(client, cast, planted, rosa):
    client.force_login(cast.alma)
    url = reverse("access_of_account", args=[planted.pk])
    assert url in client.get(reverse("accounts"), {"q": DOCUMENT}).content.decode()
    assert "/password/reset/key/" in client.post(url).content.decode()
    rosa.refresh_from_db()
    assert rosa.user == planted  # with the link, which is given in person, comes the record of that document
    assert is_closed(planted)


def test_an_account_without_a_record_waiting_keeps_its_password(client, cast):
    with_password(cast.tania.user)
    client.force_login(cast.alma)
    client.post(reverse("access_of_account", args=[cast.tania.user.pk]))
    assert not is_closed(cast.tania.user)


# --- What is reset --------------------------------------------------------------------------------------------------
def test_every_way_in_is_reset(client, cast, planted):
    client.force_login(planted)
    link = access_link(account=planted)
    give_one_time_codes(by=cast.carla, accounts=[planted])
    planted.pin, planted.pin_blocked_until = "x", timezone.now()
    planted.save()
    Authenticator.objects.create(user=planted, type="totp", data={"secret": "x"})
    SocialAccount.objects.create(user=planted, provider="openid", uid="1")
    client.force_login(planted)
    reset_ways_in(planted)
    planted.refresh_from_db()
    assert (planted.has_usable_password(), planted.email, planted.pin, planted.pin_blocked_until) == (
        False, None, "", None,
    )  # fmt: skip
    for way_in in (OneTimeCode, Authenticator, SocialAccount):
        assert not way_in.objects.filter(user=planted).exists()
    assert client.get("/visits/").url.startswith(reverse("account_login"))
    assert 'name="password1"' not in client.get(link, follow=True).content.decode()
    assert any("acceso" in " ".join(change.fields) for change in TrackedChange.objects.filter(object_id=planted.pk))
