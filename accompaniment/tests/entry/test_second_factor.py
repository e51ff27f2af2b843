"""The second step: offered to all, asked of some, and nothing opened before it where it is asked."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse

from accompaniment.entry.second_factor import SecondFactorAdapter
from accompaniment.models import Role, TrackedChange, User
from conftest import PASSWORD
from reports.tests.access_table import TABLE
from reports.tests.world import World

INDEX, PHONE, CODE, SPARE = "mfa_index", "mfa_activate_totp", "mfa_authenticate", "mfa_view_recovery_codes"
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
TOKEN = (  # that secret, as 83f8362 kept it
    "gAAAAABrDQUYJ5jcRXj52ssmuZ39WOkGOJX01ebXl5ra4B7PcB6t4ZAEzlCm1digN0MgtD71KNRm4cSuvnPcak-q6hGktzG8KaPqiJcB154BOI4D7"
    "UuqtDDunW-WysrMDhQHlTEth_Xt"
)


@pytest.fixture(autouse=True)
def fresh_limits(db):
    cache.clear()


@pytest.fixture
def berta(cast):
    cast.berta.set_password(PASSWORD)
    cast.berta.save()
    return cast.berta


@pytest.fixture
def asked(cast):
    cast.campaign.requires_second_factor = True
    cast.campaign.save()


def code(secret=SECRET, ago=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 - ago))


def enter(client, account, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": account.username, "password": password})


def set_up(client):
    """Go through the pages as she does: her password again, the code of the phone, the spare codes."""
    page = client.get(reverse(PHONE), follow=True)
    if "form" in page.context and "password" in page.context["form"].fields:
        page = client.post(page.request["PATH_INFO"] + "?next=" + reverse(PHONE), {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    return secret, client.post(reverse(PHONE), {"code": code(secret)}, follow=True)


def test_she_sets_it_up_and_enters_with_it(client, berta):
    enter(client, berta)
    secret, spare = set_up(client)
    assert "no los volveremos a mostrar" in spare.content.decode()
    assert len(spare.context["unused_codes"]) == 10
    assert "****" in client.get(reverse(SPARE)).context["unused_codes"]
    client.logout()
    assert enter(client, berta).url == reverse(CODE)
    assert client.get("/").url.startswith(reverse("account_login"))
    assert "El código de tu celular" in client.get(reverse(CODE)).content.decode()
    assert client.post(reverse(CODE), {"code": code(secret)}).url == "/"
    assert client.get("/").status_code == 200


def test_a_wrong_code_is_told_so_and_many_are_slowed_down(client, berta):
    TOTP.activate(berta, SECRET)
    enter(client, berta)
    page = client.post(reverse(CODE), {"code": "000000"}).content.decode()
    assert "Ese código no es correcto" in page
    for n in range(4):
        client.post(reverse(CODE), {"code": f"00000{n}"})
    assert "Espera cinco minutos" in client.post(reverse(CODE), {"code": code()}).content.decode()
    assert "_auth_user_id" not in client.session


def test_a_code_serves_once_and_a_slow_clock_is_forgiven(client, berta):
    TOTP.activate(berta, SECRET)
    late = code(ago=1)
    enter(client, berta)
    assert client.post(reverse(CODE), {"code": late}).url == "/"
    client.logout()
    enter(client, berta)
    assert client.post(reverse(CODE), {"code": late}).status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "written", [lambda digits: f"{digits[:3]} {digits[3:]}", lambda digits: digits.translate(WIDE)]
)
def test_a_code_is_read_as_the_phone_shows_it_and_in_wide_digits(client, berta, written):
    enter(client, berta)
    _secret, spare = set_up(client)
    client.logout()
    enter(client, berta)
    assert client.post(reverse(CODE), {"code": written(spare.context["unused_codes"][0])}).url == "/"


def test_a_spare_code_serves_once(client, berta):
    enter(client, berta)
    _secret, spare = set_up(client)
    one = spare.context["unused_codes"][0]
    client.logout()
    enter(client, berta)
    assert client.post(reverse(CODE), {"code": one}).url == "/"
    client.logout()
    enter(client, berta)
    assert client.post(reverse(CODE), {"code": one}).status_code == 200


def test_the_database_alone_gives_no_secret_away(berta, settings):
    TOTP.activate(berta, SECRET)
    kept = Authenticator.objects.get()
    assert SECRET not in str(kept.data)
    assert kept.wrap().validate_code(code())
    settings.SECRET_KEY = "otra"
    assert not kept.wrap().validate_code(code(ago=1))
    assert SecondFactorAdapter().decrypt(kept.data["secret"]) not in ("", SECRET)


# --- Asked for -------------------------------------------------------------------------------------------------
def test_nobody_is_asked_by_default(client, cast):
    for who in ("berta", "alma"):
        client.force_login(getattr(cast, who))
        assert client.get("/people/" if who == "berta" else "/roles/").status_code == 200


def test_a_specialist_opens_nothing_before(client, cast, asked, settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}},
    }
    world = World(cast)
    open_meanwhile = {"mfa_index", "mfa_activate_totp", "mfa_reauthenticate", "account_reauthenticate"}
    open_meanwhile |= {"account_logout", "set_language", "privacy", "choose_password"}
    client.force_login(cast.berta)
    for name, (arguments, _answers) in TABLE.items():
        if name in open_meanwhile:
            continue
        for method in (client.get, client.post):
            answer = method(reverse(name, kwargs=arguments(world)))
            assert (answer.status_code, answer.url) == (302, reverse(INDEX)), name
    assert "Tu trabajo abre datos de muchas personas" in client.get(reverse(INDEX)).content.decode()


def test_once_set_up_everything_opens_and_it_cannot_be_taken_off(client, berta, asked):
    enter(client, berta)
    assert client.get("/people/").url == reverse(INDEX)
    set_up(client)
    assert client.get("/people/").status_code == 200
    off = reverse("mfa_deactivate_totp")
    assert "no se puede quitar" in client.get(off, follow=True).content.decode()
    client.post(off)
    assert Authenticator.objects.filter(type="totp").exists()


def test_who_is_not_asked_takes_it_off(client, cast):
    cast.ana.set_password(PASSWORD)
    cast.ana.save()
    enter(client, cast.ana)
    set_up(client)
    assert "quedó quitado" in client.post(reverse("mfa_deactivate_totp"), follow=True).content.decode()
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("who", ["carla", "ana", "diana", "alma", "rita"])
def test_a_campaign_asks_only_its_own_specialists(client, cast, asked, who):
    client.force_login(getattr(cast, who))
    assert client.get("/").status_code == 200


def test_a_closed_campaign_asks_no_more(client, cast, asked):
    cast.campaign.closed_at = cast.berta.date_joined
    cast.campaign.save()
    client.force_login(cast.berta)
    assert client.get("/people/").status_code == 200


def test_the_setting_asks_it_of_administrators(client, cast, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    client.force_login(cast.alma)
    assert client.get("/roles/").url == reverse(INDEX)
    client.force_login(cast.berta)
    assert client.get("/people/").status_code == 200
    client.force_login(User.objects.create_superuser("40999999", password="x"))
    assert client.get("/").url == reverse(INDEX)


def test_the_campaign_form_asks_for_it(client, cast):
    client.force_login(cast.berta)
    url = reverse("campaign_edit", args=[cast.campaign.pk])
    form = client.get(url).context["form"]
    data = {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}
    client.post(url, {**data, "requires_second_factor": "on"})
    cast.campaign.refresh_from_db()
    assert cast.campaign.requires_second_factor
    assert TrackedChange.objects.filter(fields__has_key="requires_second_factor").exists()


@pytest.mark.parametrize(("who", "queries"), [("ana", 4), ("berta", 5)])
def test_it_costs_queries_only_to_those_it_may_be_asked_of(
    client, cast, asked, django_assert_num_queries, who, queries
):
    """Session, person, roles with the campaigns that ask, and work; of a specialist also whether she has one."""
    TOTP.activate(cast.berta, SECRET)
    client.force_login(getattr(cast, who))
    client.get(reverse("keys"))
    with django_assert_num_queries(queries):
        client.get(reverse("keys"))


# --- A phone that was lost -------------------------------------------------------------------------------------
def test_whoever_gives_access_takes_it_off(client, cast, berta):
    TOTP.activate(cast.berta, SECRET)
    url = reverse("role_access", args=[Role.objects.get(user=cast.berta).pk])
    client.force_login(cast.alma)
    assert "Quitarle el segundo paso" in client.get(url).content.decode()
    client.post(url, {"way": "one_time_code"})
    assert Authenticator.objects.exists()
    client.post(url, {"way": "link", "lost_phone": "on"})
    assert not Authenticator.objects.exists()
    assert TrackedChange.objects.filter(name="Berta Mamani", fields__has_key="segundo paso", by=cast.alma).exists()
    assert "Quitarle el segundo paso" not in client.get(url).content.decode()


def test_so_does_a_command_when_nobody_else_can(cast, capsys):
    TOTP.activate(cast.alma, SECRET)
    call_command("drop_second_factor", cast.alma.username)
    assert not Authenticator.objects.exists()
    assert "Alma Ríos" in capsys.readouterr().out


def test_a_secret_kept_by_an_earlier_release_is_still_read(settings):
    """Whoever renames what the key is made from locks out everyone who has a second step."""
    settings.SECRET_KEY = "x" * 50
    assert SecondFactorAdapter().decrypt(TOKEN) == SECRET


def test_who_has_just_entered_is_not_asked_for_the_password_again(client, cast, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    cast.alma.set_password(PASSWORD)
    cast.alma.save()
    enter(client, cast.alma)
    page = client.get(reverse(PHONE))
    assert page.status_code == 200 and page.context["form"].secret
