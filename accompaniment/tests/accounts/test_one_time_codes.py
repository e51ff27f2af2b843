"""Printed codes: who gives them, what they open, and that they open nothing else and not for long."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accompaniment.accounts.services import access_link
from accompaniment.accounts.ways_in import give_one_time_codes
from accompaniment.entry.validators import OwnPasswordValidator, is_easy
from accompaniment.models import OneTimeCode, Role, Teacher, TrackedChange, User
from conftest import PASSWORD
from reports.tests.access_table import TABLE
from reports.tests.world import World

URL, CHOOSE, LOGIN = "/people/one-time-codes/", "/accounts/choose/", "/accounts/login/"
OWN = "mi perro duerme al sol"


@pytest.fixture(autouse=True)
def fresh_limits(db):
    cache.clear()


def enter(client, login, password):
    return client.post(LOGIN, {"login": login, "password": password})


def choose(client, password, again=None):
    return client.post(CHOOSE, {"password1": password, "password2": again or password})


def ask(client, *people, method="post"):
    return getattr(client, method)(URL, {"people": [str(person.pk) for person in people]})


@pytest.fixture
def printed(cast):
    return give_one_time_codes(by=cast.berta, accounts=[cast.petra.user])[0]


# --- Giving ----------------------------------------------------------------------------------------------------
def test_a_sheet_for_those_ticked_on_the_list(client, cast):
    client.force_login(cast.berta)
    listed = client.get("/people/").content.decode()
    assert f'value="{cast.tania.pk}" form="marked"' in listed
    asked = ask(client, cast.tania, cast.petra, method="get").content.decode()
    assert "Para 2 personas" in asked and not OneTimeCode.objects.exists()
    sheet = ask(client, cast.tania, cast.petra)
    assert "no-store" in sheet["Cache-Control"]
    page = sheet.content.decode()
    codes = re.findall(r"\d{3} \d{3} \d{4}", page)
    assert len(set(codes)) == 2 and "Tania Flores" in page and "41000002" in page
    assert enter(client_of(client), "41000001", codes[0]).url == "/"


def client_of(client):
    return type(client)()


def test_what_is_kept_is_no_code(cast, printed):
    kept = OneTimeCode.objects.get()
    assert printed.code not in kept.code_hash and len(kept.code_hash) == 64
    assert kept.expires_at - kept.given_at == timedelta(days=14)
    said = TrackedChange.objects.filter(fields__has_key="hoja de acceso").get()
    assert said.name == "Petra Muñoz" and printed.code not in str(said.fields)


def test_who_had_no_account_gets_one(client, cast):
    Teacher.objects.update(user=None)
    User.objects.filter(username__startswith="41").delete()
    client.force_login(cast.berta)
    page = ask(client, cast.petra, cast.tania).content.decode()
    codes = re.findall(r"\d{3} \d{3} \d{4}", page)
    assert enter(client_of(client), "41000002", codes[1]).status_code == 302


def test_a_person_with_a_charge_elsewhere_gets_none_and_the_page_says_why(client, cast):
    Role.objects.create(user=cast.petra.user, kind=Role.Kind.SPECIALIST, ugel=cast.other_ugel)
    client.force_login(cast.berta)
    page = ask(client, cast.petra, cast.tania).content.decode()
    assert "algo fuera de tu UGEL" in page
    assert [printed.user for printed in OneTimeCode.objects.all()] == [cast.tania.user]


@pytest.mark.parametrize("who", ["ana", "diana", "dora", "alma", "rita"])
def test_others_give_none(client, cast, who):
    client.force_login(getattr(cast, who))
    assert ask(client, cast.tania).status_code == 403
    assert not OneTimeCode.objects.exists()


def test_another_ugels_people_are_nobody(client, cast):
    client.force_login(cast.carla)
    for method in ("get", "post"):
        assert ask(client, cast.tania, method=method).url == "/people/"
    assert client.post(URL, {"people": ["x", ""]}).url == "/people/"
    assert not OneTimeCode.objects.exists()


def test_a_companion_may_get_a_code_instead_of_a_link(client, cast):
    client.force_login(cast.berta)
    url = reverse("companion_access", args=[cast.assignment.companion_id])
    page = client.post(url, {"way": "one_time_code"}).content.decode()
    assert re.search(r"\d{3} \d{3} \d{4}", page)
    assert "/password/reset/key/" in client.post(url, {"way": "link"}).content.decode()
    assert client.post(url, {"way": "paloma"}).status_code == 200
    assert OneTimeCode.objects.count() == 1


# --- Entering --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("between", ["", " ", "-"])
def test_it_leads_to_ones_own_password(client, cast, printed, between):
    enter(client, "41000002", between.join((printed.code[:3], printed.code[3:6], printed.code[6:])))
    assert client.get("/").url == CHOOSE
    assert "Elige tu clave" in client.get(CHOOSE).content.decode()
    assert choose(client, OWN).url == "/"
    assert client.get("/").status_code == 200
    client.logout()
    enter(client, "41000002", printed.code)
    assert "_auth_user_id" not in client.session
    assert enter(client, "41000002", OWN).status_code == 302


def test_nothing_else_opens_before(client, cast, settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}},
    }
    world = World(cast)
    code = give_one_time_codes(by=cast.alma, accounts=[cast.berta])[0].code
    enter(client, cast.berta.username, code)
    for name, (arguments, _answers) in TABLE.items():
        url = reverse(name, kwargs=arguments(world))
        if name in ("choose_password", "set_language", "privacy", "account_logout"):
            continue
        for method in (client.get, client.post):
            answer = method(url)
            assert (answer.status_code, answer.url) == (302, CHOOSE), name


def test_the_second_step_does_not_hide_it(client, cast, printed):
    TOTP.activate(cast.petra.user, "JBSWY3DPEHPK3PXP")
    assert enter(client, "41000002", printed.code).url == reverse("mfa_authenticate")
    code = format_hotp_value(hotp_value("JBSWY3DPEHPK3PXP", list(yield_hotp_counters_from_time())[1]))
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert "_auth_user_id" in client.session
    assert client.get("/").url == CHOOSE


def test_it_grows_old(client, cast, printed, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=14, minutes=1))
    assert enter(client, "41000002", printed.code).status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_new_one_replaces_it(client, cast, printed):
    other = give_one_time_codes(by=cast.berta, accounts=[cast.petra.user])[0]
    enter(client, "41000002", printed.code)
    assert "_auth_user_id" not in client.session
    assert enter(client, "41000002", other.code).url == "/"


def test_it_opens_no_other_account(client, cast, printed):
    enter(client, "41000001", printed.code)
    assert "_auth_user_id" not in client.session


def test_the_former_password_goes_on_until_another_is_chosen(client, cast):
    cast.petra.user.set_password(PASSWORD)
    cast.petra.user.save()
    printed = give_one_time_codes(by=cast.berta, accounts=[cast.petra.user])[0]
    assert enter(client, "41000002", PASSWORD).url == "/"
    assert client.get("/").status_code == 200
    client.logout()
    enter(client, "41000002", printed.code)
    choose(client, OWN)
    client.logout()
    enter(client, "41000002", PASSWORD)
    assert "_auth_user_id" not in client.session


def test_a_link_that_sets_the_password_ends_the_code(client, cast, printed):
    link = client.get(access_link(account=User.objects.get(pk=cast.petra.user_id)), follow=True)
    client.post(link.request["PATH_INFO"], {"password1": OWN, "password2": OWN})
    enter(client, "41000002", printed.code)
    assert "_auth_user_id" not in client.session


def test_giving_one_ends_her_sessions(client, cast):
    cast.petra.user.set_password(PASSWORD)
    cast.petra.user.save()
    enter(client, "41000002", PASSWORD)
    give_one_time_codes(by=cast.berta, accounts=[cast.petra.user])
    assert client.get("/").url.startswith(LOGIN)


def test_a_paused_account_stays_out(client, cast, printed):
    User.objects.filter(pk=cast.petra.user_id).update(is_active=False)
    enter(client, "41000002", printed.code)
    assert "_auth_user_id" not in client.session


def test_guessing_a_code_is_slowed_down(client, cast, printed):
    for n in range(5):
        enter(client, "41000002", f"000000000{n}")
    assert "Espera cinco minutos" in enter(client, "41000002", printed.code).content.decode()


def test_guessing_all_day_is_stopped(client, cast, printed, time_machine):
    begins = timezone.now()
    for n in range(30):
        time_machine.move_to(begins + timedelta(minutes=6 * n))
        enter(client, "41000002", f"00000000{n:02}")
    time_machine.move_to(begins + timedelta(hours=4))
    assert "muchos intentos" in enter(client, "41000002", printed.code).content.decode()
    time_machine.move_to(begins + timedelta(hours=25))
    assert enter(client, "41000002", printed.code).status_code == 302


# --- One's own password ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("password", ["73920418", "582039471650"])
def test_a_promoter_may_choose_eight_digits(client, cast, printed, password):
    enter(client, "41000002", printed.code)
    assert "8 o más" in client.get(CHOOSE).content.decode()
    assert choose(client, password).url == "/"
    client.logout()
    assert enter(client, "41000002", password).url == "/"
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("password", ["739204", "12345678", "11112222", "24121990", "19901224", "41000002", "73927392"])
def test_but_not_digits_that_are_guessed_soon(client, cast, printed, password):
    enter(client, "41000002", printed.code)
    page = choose(client, password)
    assert page.status_code == 200 and page.context["form"].errors
    assert OneTimeCode.objects.exists()


def test_nor_the_code_that_was_printed(client, cast, printed):
    enter(client, "41000002", printed.code)
    assert "código de tu hoja de acceso" in choose(client, printed.code).content.decode()


@pytest.mark.parametrize("who", ["ana", "diana", "berta"])
def test_whoever_has_charge_of_others_chooses_more_than_digits(client, cast, who):
    account = getattr(cast, who)
    printed = give_one_time_codes(by=cast.alma, accounts=[account])[0]
    enter(client, account.username, printed.code)
    assert "solo de números" in choose(client, "582039471650").content.decode()
    assert choose(client, OWN).url == "/"


def test_digits_stop_being_enough_when_charge_of_others_comes(client, cast, printed):
    enter(client, "41000002", printed.code)
    choose(client, "73920418")
    client.logout()
    Role.objects.create(user=cast.petra.user, kind=Role.Kind.DIRECTOR, institution=cast.pronoei)
    enter(client, "41000002", "73920418")
    assert client.get("/").url == CHOOSE
    assert choose(client, OWN).url == "/"


@pytest.mark.parametrize(
    ("digits", "easy"), [("98765432", True), ("13579135", True), ("31121999", True), ("40718263", False)]
)
def test_easy_digits(digits, easy):
    assert is_easy(digits) is easy


def test_digits_of_another_kind_are_no_number(cast):
    """«²³» are digits to Python, but no number: such a password is judged by its length, like any phrase."""
    with pytest.raises(ValidationError, match="al menos 10"):
        OwnPasswordValidator().validate("²³²³²³²³", cast.petra.user)


def test_whoever_needs_no_choice_is_sent_to_her_password_page(client, cast):
    client.force_login(cast.ana)
    assert client.get(CHOOSE).url == reverse("account_change_password")


def test_the_former_address_leads_to_the_present_one(client):
    answer = client.get("/people/slips/?people=1")
    assert (answer.status_code, answer.url) == (308, "/people/one-time-codes/?people=1")
