"""Of two accounts the used one is proposed, and stays named as the record; the page says how the person enters now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse
from django.utils import timezone

from accompaniment.accounts.pins.services import set_pin
from accompaniment.accounts.ways_in import give_one_time_codes
from accompaniment.merging.accounts import proposed_account
from accompaniment.models import MergedRecord, Post, Role, Teacher, User
from accompaniment.people.services import edit_teacher
from conftest import PASSWORD, Cast

from .joined import data_of, merge, possible, without_account


def entered(teacher: Teacher, days_ago: int) -> User:
    account = teacher.user
    assert account is not None
    account.set_password(PASSWORD)
    account.last_login = timezone.now() - timedelta(days=days_ago)
    account.save()
    return account


def proposed(cast: Cast, twin: Teacher) -> Any:
    comparison = possible(cast, cast.tania, twin).comparison
    return getattr(comparison, proposed_account(comparison)).teacher.user


# --- Which one is used -----------------------------------------------------------------------------------------------
def test_the_one_entered_with_last_is_proposed(cast: Cast, twin: Teacher) -> None:
    assert proposed(cast, twin) == cast.tania.user  # none was ever used
    used = entered(twin, 200)
    assert proposed(cast, twin) == used
    entered(cast.tania, 10)
    assert proposed(cast, twin) == cast.tania.user


def test_without_any_entry_the_one_with_a_password_is_proposed(cast: Cast, twin: Teacher) -> None:
    account = twin.user
    assert account is not None
    account.set_password(PASSWORD)
    account.save()
    assert proposed(cast, twin) == account


def test_how_each_is_entered_is_said(cast: Cast, twin: Teacher) -> None:
    used = entered(twin, 0)
    set_pin(user=used, pin="482915")
    SocialAccount.objects.create(user=used, provider="oidc", uid="x")
    give_one_time_codes(by=cast.berta, accounts=[User.objects.get(pk=cast.tania.user_id)])
    comparison = possible(cast, cast.tania, twin).comparison
    said = [str(side.entering) for side in comparison.sides]
    assert "41000001 · con una hoja de acceso que todavía sirve · nunca entró" in said
    [other] = [text for text in said if text.startswith("41000009")]
    when = timezone.localtime(used.last_login)
    assert other == (
        "41000009 · con su clave · con la cuenta de otro servicio · firma con PIN · "
        f"entró por última vez el {when:%d/%m/%Y} {when:%H:%M}"
    )


# --- What it is called -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("chosen", ["kept", "merged"])
def test_the_account_that_stays_has_the_names_of_the_record(cast: Cast, twin: Teacher, chosen: str) -> None:
    kept = merge(cast, cast.tania, twin, account=chosen, person=data_of(cast.tania, first_names="Tania Luz"))
    account = Teacher.objects.get(pk=kept.pk).user
    assert account is not None
    assert (account.get_full_name(), account.search_name) == ("Tania Luz Flores", "FLORES TANIA LUZ")
    assert account.username == "41000001"


def test_so_it_has_when_names_are_corrected(cast: Cast) -> None:
    edit_teacher(by=cast.berta, teacher=cast.tania, person=data_of(cast.tania, last_names="Flores Paz"))
    assert User.objects.get(pk=cast.tania.user_id).last_name == "Flores Paz"


def test_what_reaches_beyond_the_ugel_is_named_by_the_administrator(cast: Cast) -> None:
    Role.objects.create(user=cast.tania.user, kind=Role.Kind.REGIONAL_READER, region=cast.region)
    edit_teacher(by=cast.berta, teacher=cast.tania, person=data_of(cast.tania, last_names="Flores Paz"))
    assert User.objects.get(pk=cast.tania.user_id).last_name == "Flores"


# --- The pages -------------------------------------------------------------------------------------------------------
@pytest.fixture
def berta(client: Any, cast: Cast) -> Any:
    client.force_login(cast.berta)
    return client


def test_both_are_shown_and_the_used_one_is_ticked(berta: Any, cast: Cast, twin: Teacher) -> None:
    entered(twin, 3)
    page = berta.get(reverse("duplicate", args=[cast.tania.pk, twin.pk]))
    field = page.context["form"]["account"]
    [ticked] = [radio for radio in field if radio.data["selected"]]
    assert ticked.choice_label.startswith("41000009 · con su clave · entró por última vez")
    assert page.content.decode().count("nunca entró") == 2  # beside the record, and among the answers


def test_afterwards_the_page_says_how_she_enters_and_offers_the_sheet(berta: Any, cast: Cast, twin: Teacher) -> None:
    entered(twin, 3)
    kept = merge(cast, cast.tania, twin, account="merged")
    page = berta.get(reverse("joined", args=[MergedRecord.objects.get().pk]))
    text = page.content.decode()
    assert "<dd>41000001</dd>" in text and "con su clave; entró por última vez" in text
    assert "Ya no se entra con" in text and "<dd>41000009</dd>" in text
    assert f'href="{reverse("teacher_account", args=[kept.pk])}"' in text
    signed_in = type(berta)()
    assert signed_in.login(username="41000001", password=PASSWORD)


def test_without_an_account_the_page_offers_to_make_one(berta: Any, cast: Cast, twin: Teacher) -> None:
    merge(cast, without_account(cast.tania), without_account(twin))
    text = berta.get(reverse("joined", args=[MergedRecord.objects.get().pk])).content.decode()
    assert "Todavía no tiene cuenta" in text and "Darle una hoja de acceso" in text


def test_who_gives_no_access_to_it_is_told_why(berta: Any, cast: Cast, twin: Teacher) -> None:
    Role.objects.create(user=cast.tania.user, kind=Role.Kind.REGIONAL_READER, region=cast.region)
    merge(cast, cast.tania, without_account(twin))
    text = berta.get(reverse("joined", args=[MergedRecord.objects.get().pk])).content.decode()
    assert "fuera de tu UGEL" in text and "Darle una hoja de acceso" not in text


def test_an_account_that_comes_to_open_another_ugels_work_loses_its_ways_in(cast: Cast, twin: Teacher) -> None:
    """Berta handed its link out, and what the other record holds is not hers to open."""
    used = entered(cast.tania, 1)
    Post.objects.create(teacher=without_account(twin), institution=cast.other_jardin, cycle="II", starts_on=cast.today)
    kept = merge(cast, cast.tania, twin)
    used.refresh_from_db()
    assert kept.user == used and not used.has_usable_password()


def test_one_of_this_ugel_alone_keeps_them(cast: Cast, twin: Teacher) -> None:
    used = entered(cast.tania, 1)
    merge(cast, cast.tania, without_account(twin))
    used.refresh_from_db()
    assert used.has_usable_password()
