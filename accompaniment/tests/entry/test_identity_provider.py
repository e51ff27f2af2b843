"""Entering through an identity provider: the whole flow, against a small provider on this machine."""

from __future__ import annotations

import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.urls import NoReverseMatch, reverse

from accompaniment.models import TrackedChange, User
from accompaniment.tests import provider_urls

CLIENT, SECRET = "acompana", "un secreto entre ambos"
LOGIN, BACK = "/accounts/entidad/login/", "/accounts/entidad/login/callback/"


class Provider(HTTPServer):
    """A provider that vouches for whom the test says, and refuses a code without its verifier."""

    claims: dict[str, Any]
    token_claims: dict[str, Any]
    challenge = ""
    redirect = ""

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
        if self.path == "/.well-known/openid-configuration":
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
        if told != ("el-codigo", SECRET, self.server.challenge, self.server.redirect):
            return self._say({"error": "invalid_grant"}, 400)
        whole = {"iss": self.server.issuer, "aud": CLIENT, "exp": 4_000_000_000, "iat": 1, **self.server.token_claims}
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
    assert "Todavía no tienes cuenta aquí" in page.content.decode()
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


@pytest.mark.parametrize("query", [{}, {"error": "access_denied"}, {"code": "el-codigo", "state": "inventado"}])
def test_coming_back_with_nothing_good(client, provider, query):
    assert "No se pudo entrar" in client.get(BACK, query).content.decode()


def test_a_provider_that_does_not_answer(client, provider):
    away = client.get(LOGIN)
    state = parse_qs(urlsplit(away.url).query)["state"][0]
    page = client.get(BACK, {"code": "otro", "state": state})
    assert "entra con tu DNI" in page.content.decode()


def test_without_a_provider_there_is_no_such_route(client, db):
    with pytest.raises(NoReverseMatch):
        reverse("openid_connect_login")
    assert client.get(LOGIN).status_code == 404
    assert "Entrar con" not in client.get(reverse("account_login")).content.decode()
