"""Entering through an identity provider: the whole flow, against a small provider on this machine."""

from __future__ import annotations

import json
import re
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import allauth
import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.urls import NoReverseMatch, get_resolver, reverse

from accompaniment.accounts.services import change_email, rename_account
from accompaniment.models import TrackedChange, User
from accompaniment.tests import provider_urls

CLIENT, SECRET = "acompana", "un secreto entre ambos"
REVERSED = re.compile(r"""reverse(?:_lazy)?\(\s*"([a-z_]+)""")
LOGIN, BACK = "/accounts/entidad/login/", "/accounts/entidad/login/callback/"


class Provider(HTTPServer):
    """A provider that vouches for whom the test says, and refuses a code without its verifier."""

    claims: dict[str, Any]
    token_claims: dict[str, Any]
    challenge = ""
    redirect = ""
    nonce = other_nonce = ""
    broken = ""  # the part of it that does not work

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    server: Provider

    def log_message(self, *args: Any) -> None:
        """Quiet: what matters is asserted."""

    def _say(self, content: dict[str, Any], status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def do_GET(self) -> None:
        issuer = self.server.issuer
        if self.server.broken and self.server.broken in self.path:
            self._say({}, 503)
        elif self.path == "/.well-known/openid-configuration":
            self._say(
                {
                    "issuer": issuer,
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "userinfo_endpoint": f"{issuer}/userinfo",
                    "jwks_uri": f"{issuer}/jwks",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        elif self.path == "/userinfo" and self.headers["Authorization"] == "Bearer el-permiso":
            self._say(self.server.claims)
        else:
            self._say({}, 404)

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        verifier = urlsafe_b64encode(sha256(sent["code_verifier"][0].encode()).digest()).decode().rstrip("=")
        told = (sent["code"][0], sent["client_secret"][0], verifier, sent["redirect_uri"][0])
        if self.server.broken == "token":
            return self._say({}, 503)
        if told != ("el-codigo", SECRET, self.server.challenge, self.server.redirect):
            return self._say({"error": "invalid_grant"}, 400)
        whole = {"iss": self.server.issuer, "aud": CLIENT, "exp": 4_000_000_000, "iat": 1, "nonce": self.server.nonce}
        whole |= self.server.token_claims
        token = jwt.encode(whole, "x" * 32, algorithm="HS256")
        return self._say({"access_token": "el-permiso", "token_type": "Bearer", "id_token": token})


@pytest.fixture
def provider(settings: Any, db: None) -> Iterator[Provider]:
    server = Provider(("127.0.0.1", 0), Answers)
    server.claims = {"sub": "u-1"}
    server.token_claims = {"sub": "u-1"}
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    app = {"provider_id": "entidad", "name": "UGEL Prueba", "client_id": CLIENT, "secret": SECRET}
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [{**app, "settings": {"server_url": server.issuer}}]}
    }
    settings.OIDC = {"name": "UGEL Prueba", "issuer": server.issuer}
    settings.ROOT_URLCONF = provider_urls.__name__
    yield server
    server.shutdown()
    server.server_close()


def enter(client: Any, provider: Provider, *, query: str = "", **claims: Any) -> Any:
    """Go to the provider and come back, as a browser does; return the page where it ends."""
    provider.claims |= claims
    away = client.get(LOGIN + query)
    assert away.status_code == 302
    asked = {name: value[0] for name, value in parse_qs(urlsplit(away.url).query).items()}
    assert away.url.startswith(f"{provider.issuer}/authorize?") and asked["code_challenge_method"] == "S256"
    provider.challenge, provider.redirect = asked["code_challenge"], asked["redirect_uri"]
    provider.nonce = provider.other_nonce or asked["nonce"]
    return client.get(BACK, {"code": "el-codigo", "state": asked["state"]})


def signed_in(client: Any) -> str | None:
    return client.session.get("_auth_user_id")


@pytest.fixture
def ana(cast: Any) -> User:
    cast.ana.email = "ana@example.pe"
    cast.ana.save()
    return cast.ana


def test_the_page_offers_it(client, provider):
    page = client.get(reverse("account_login")).content.decode()
    assert "Entrar con UGEL Prueba" in page and LOGIN in page


def test_who_has_an_account_enters_by_a_verified_email(client, provider, ana):
    assert enter(client, provider, email="ANA@example.pe", email_verified=True).url == "/"
    assert signed_in(client) == str(ana.pk)
    tied = SocialAccount.objects.get()
    assert (tied.user, tied.uid, tied.extra_data) == (ana, "u-1", {})
    assert TrackedChange.objects.filter(name="Ana Quispe", fields__has_key="entrada con otra entidad").exists()


@pytest.mark.parametrize("verified", [False, None, "true"])
def test_an_email_that_nobody_verified_opens_nothing(client, provider, ana, verified):
    page = enter(client, provider, email="ana@example.pe", email_verified=verified)
    assert "no comprobó que tu correo es tuyo" in page.content.decode() and page.status_code == 403
    assert signed_in(client) is None and not SocialAccount.objects.exists()


def test_who_has_an_account_enters_by_document_where_a_claim_says_it(client, provider, ana, settings):
    settings.OIDC_DOCUMENT_CLAIM = "dni"
    enter(client, provider, dni="4000 0000")
    assert signed_in(client) == str(ana.pk)


def test_a_document_is_nothing_where_no_claim_is_named(client, provider, ana):
    enter(client, provider, dni=ana.username, preferred_username=ana.username)
    assert signed_in(client) is None


def test_nobody_is_created(client, provider, cast):
    before = User.objects.count()
    page = enter(client, provider, email="nueva@example.pe", email_verified=True)
    assert "Pídela a la especialista" in page.content.decode()
    assert User.objects.count() == before and not SocialAccount.objects.exists()


def test_the_second_time_the_provider_needs_to_say_only_who(client, provider, ana):
    enter(client, provider, email="ana@example.pe", email_verified=True)
    client.logout()
    provider.claims = {"sub": "u-1"}
    enter(client, provider)
    assert signed_in(client) == str(ana.pk)


def test_two_answers_about_different_people_are_refused(client, provider, ana):
    provider.token_claims = {"sub": "otra"}
    page = enter(client, provider, email="ana@example.pe", email_verified=True)
    assert "No se pudo entrar" in page.content.decode()
    assert signed_in(client) is None


def test_nobody_ties_an_identity_to_the_account_that_is_signed_in(client, provider, cast):
    client.force_login(cast.olga)
    page = enter(client, provider, query="?process=connect")
    assert "No se pudo entrar" in page.content.decode()
    assert not SocialAccount.objects.exists()


def test_a_paused_account_stays_out(client, provider, ana):
    ana.is_active = False
    ana.save()
    assert enter(client, provider, email="ana@example.pe", email_verified=True).url == reverse("account_inactive")
    assert signed_in(client) is None


@pytest.mark.parametrize(
    "query", [{}, {"error": "access_denied"}, {"error": "server_error"}, {"code": "el-codigo", "state": "inventado"}]
)
def test_coming_back_with_nothing_good(client, provider, query):
    assert "No se pudo entrar" in client.get(BACK, query).content.decode()


def test_a_provider_that_does_not_answer(client, provider):
    away = client.get(LOGIN)
    state = parse_qs(urlsplit(away.url).query)["state"][0]
    page = client.get(BACK, {"code": "otro", "state": state})
    assert "entra con tu DNI" in page.content.decode()


def coming_back(client: Any, provider: Provider, query: str = "", **answer: str) -> Any:
    away = client.get(LOGIN + query)
    asked = {name: value[0] for name, value in parse_qs(urlsplit(away.url).query).items()}
    provider.challenge, provider.redirect = asked["code_challenge"], asked["redirect_uri"]
    return client.get(BACK, {"state": asked["state"], **answer})


@pytest.mark.parametrize("error", ["access_denied", "server_error"])
def test_who_changes_her_mind_there_finds_the_way_back(client, provider, error):
    page = coming_back(client, provider, "?next=/people/", error=error)
    assert page.status_code in (200, 401)
    assert "/accounts/login/?next=%2Fpeople%2F" in page.content.decode()


@pytest.mark.parametrize("broken", ["well-known", "token", "userinfo"])
def test_a_provider_that_is_down_is_told_so(client, provider, broken):
    state = parse_qs(urlsplit(client.get(LOGIN).url).query)["state"][0]
    provider.broken = broken
    page = client.get(BACK, {"code": "el-codigo", "state": state})
    assert page.status_code == 502 and "no responde ahora" in page.content.decode()


def test_a_provider_that_is_not_there_leads_nowhere(client, provider):
    provider.broken = "well-known"
    page = client.get(LOGIN + "?next=/people/")
    assert page.status_code == 502 and "next=%2Fpeople%2F" in page.content.decode()


def test_the_page_one_wanted_comes_after_entering(client, provider, ana):
    login = client.get(reverse("account_login") + "?next=/people/").content.decode()
    assert f"{LOGIN}?next=%2Fpeople%2F" in login
    assert enter(client, provider, query="?next=/people/", email=ana.email, email_verified=True).url == "/people/"


def test_an_answer_made_for_another_going_is_refused(client, provider, ana):
    provider.other_nonce = "de-otra-vez"
    page = enter(client, provider, email=ana.email, email_verified=True)
    assert "No se pudo entrar" in page.content.decode() and signed_in(client) is None


def test_an_address_adds_nothing_to_what_is_asked_of_the_provider(client, provider):
    away = client.get(LOGIN + "?auth_params=prompt%3Dnone%26nonce%3Dx&scope=todo")
    asked = parse_qs(urlsplit(away.url).query)
    assert "prompt" not in asked and asked["nonce"] != ["x"] and "todo" not in asked["scope"][0]


@pytest.mark.parametrize("change", ["email", "document"])
def test_a_corrected_email_or_document_ends_the_tie_and_the_sessions(client, provider, cast, change):
    tania = cast.tania.user
    tania.email = "tania@example.pe"
    tania.save()
    enter(client, provider, email=tania.email, email_verified=True)
    assert signed_in(client) == str(tania.pk)
    if change == "email":
        change_email(account=tania, email="otra@example.pe")
    else:
        rename_account(by=cast.alma, account=tania, document_number="40777777")
    assert not SocialAccount.objects.filter(user=tania).exists()
    assert client.get(reverse("my_sessions")).status_code == 302


def test_she_unties_it_herself(client, provider, ana):
    enter(client, provider, email=ana.email, email_verified=True)
    assert "Quitar esa entrada" in client.get(reverse("my_sessions")).content.decode()
    client.post(reverse("my_sessions"), {"end": "provider"})
    assert not SocialAccount.objects.exists()
    assert "Quitar esa entrada" not in client.get(reverse("my_sessions")).content.decode()


# Names that django-allauth reverses on pages that this site does not have, and why nothing here leads there.
ELSEWHERE = {
    "account_signup": "signing up is closed",
    "account_signup_by_passkey": "signing up is closed",
    "account_email": "an e-mail is the UGEL's to correct",
    "account_email_verification_sent": "no e-mail is verified",
    "account_confirm_email": "no e-mail is verified",
    "account_request_login_code": "no codes by e-mail",
    "account_confirm_login_code": "no codes by e-mail",
    "account_confirm_password_reset_code": "a link resets a password, no code",
    "account_complete_password_reset": "a link resets a password, no code",
    "account_password_reset_completed": "a link resets a password, no code",
    "account_change_phone": "nobody enters by telephone",
    "account_verify_phone": "nobody enters by telephone",
    "mfa_reauthenticate_webauthn": "no security keys",
    "mfa_login_webauthn": "no security keys",
    "mfa_list_webauthn": "no security keys",
    "mfa_add_webauthn": "no security keys",
    "mfa_signup_webauthn": "no security keys",
    "mfa_trust": "no device is trusted without its code",
    "socialaccount_signup": "signing up is closed",
    "socialaccount_connections": "nobody ties an identity to the account that is signed in",
}
PARTS = ("account", "mfa", "socialaccount/*.py", "socialaccount/internal", "socialaccount/providers/oauth2")


def names_that_the_library_reverses() -> set[str]:
    home = Path(allauth.__file__).parent
    files = [file for part in PARTS for file in (home.glob(part) if "*" in part else (home / part).rglob("*.py"))]
    found = {name for file in files for name in REVERSED.findall(file.read_text(encoding="utf-8"))}
    return found | {"openid_connect_login", "openid_connect_callback"}


def test_every_address_that_the_library_may_lead_to_is_there_or_is_known_not_to_be(provider):
    names = names_that_the_library_reverses()
    assert len(names) > 20
    there = set(get_resolver(provider_urls.__name__).reverse_dict)
    assert names - there - set(ELSEWHERE) == set()
    assert set(ELSEWHERE) & there == set()


def test_without_a_provider_there_is_no_such_route(client, db):
    with pytest.raises(NoReverseMatch):
        reverse("openid_connect_login")
    assert client.get(LOGIN).status_code == 404
    assert "Entrar con" not in client.get(reverse("account_login")).content.decode()
