"""Reads the process environment once; a wrong value stops the start with a sentence that says what to do."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

DATABASES = ("sqlite", "postgres", "postgresql", "psql")
BROKERS = ("filesystem", "redis", "rediss")

env = environ.FileAwareEnv()


def flag(name: str, *, default: bool) -> bool:
    """Return the yes/no variable `name`: 1, true, yes, on or 0, false, no, off."""
    text = env.str(name, default="1" if default else "0").strip().lower()
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={text!r} is not a yes or a no. Write {name}=1 or {name}=0.")


def address(name: str, *, default: str, schemes: tuple[str, ...]) -> str:
    """Return the URL variable `name`, or `default` when it is unset or empty."""
    text = env.str(name, default="") or default
    scheme = urlsplit(text).scheme
    if scheme not in schemes:
        example = f"{schemes[-1]}://…"
        raise ImproperlyConfigured(
            f"{name} must be an address that begins with one of {', '.join(schemes)} (for example {example}); "
            f"it begins with {scheme or 'nothing'!r}."
        )
    return text


def names(name: str, *, default: list[str]) -> list[str]:
    """Return the comma-separated variable `name` without blanks."""
    return [item.strip() for item in env.list(name, default=default) if item.strip()]


def secret_key(*, debug: bool, var: Path) -> str:
    """Return SECRET_KEY; while developing, one is made once and kept in `var`, never in the repository."""
    if key := env.str("SECRET_KEY", default=""):
        if len(key) < 50 and not debug:
            raise ImproperlyConfigured(
                "SECRET_KEY is shorter than 50 characters. Write a longer one: "
                'python -c "import secrets; print(secrets.token_urlsafe(50))"'
            )
        return key
    if not debug:
        raise ImproperlyConfigured(
            "SECRET_KEY is missing and DEBUG=0. Write one into .env or the environment: "
            'python -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    kept = var / "secret_key"
    if not kept.exists():
        draft = var / f"secret_key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        draft.replace(kept)
    return kept.read_text()


def require_safe(*, debug: bool, hosts: list[str], secure_cookies: bool, site_url: str) -> None:
    """Stop a start with DEBUG=0 whose host list, cookies or public address would not be safe."""
    if debug:
        return
    if not hosts or "*" in hosts:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS must name the hosts that serve this site when DEBUG=0, for example "
            "ALLOWED_HOSTS=acompana.example.pe"
        )
    if not secure_cookies:
        raise ImproperlyConfigured("SECURE_COOKIES=0 would send sessions over plain HTTP. With DEBUG=0 remove it.")
    if not site_url.startswith("https://"):
        raise ImproperlyConfigured("SITE_URL must begin with https:// when DEBUG=0: it is printed in every QR code.")
