"""Reads the process environment; a wrong value stops the start with a sentence that says what to do."""

import os
from contextlib import suppress
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from .lib.text import whole_number

DATABASES = ("sqlite", "postgres", "postgresql")
BROKERS = ("filesystem", "redis", "rediss")
MAIL = ("consolemail", "filemail", "dummymail", "smtp", "smtp+tls", "smtp+ssl")
NOBODY = "none"
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")

env = environ.FileAwareEnv()


def text(name: str, *, default: str) -> str:
    """Return the variable `name`; unset and empty both mean `default`."""
    value: str = env.str(name, default="")
    return value.strip() or default


def flag(name: str, *, default: bool) -> bool:
    """Return the yes/no variable `name`: 1, true, yes, on or 0, false, no, off."""
    value = text(name, default="1" if default else "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is not a yes or a no. Write {name}=1 or {name}=0.")


def port(name: str, *, default: int) -> int:
    """Return the TCP port in the variable `name`."""
    value = text(name, default=str(default))
    number = whole_number(value) or 0
    if not 1 <= number <= 65535:
        raise ImproperlyConfigured(f"{name}={value!r} is not a port. Write a number from 1 to 65535, like {default}.")
    return number


def years(name: str, *, default: int) -> int:
    """Return the number of years in the variable `name`, from 1 to 99."""
    return _number(name, default, of="years", most=99)


def days(name: str, *, default: int, most: int) -> int:
    """Return the number of days in the variable `name`, from 1 to `most`."""
    return _number(name, default, of="days", most=most)


def count(name: str, *, of: str, default: int, most: int = 100_000) -> int:
    """Return how many of something the variable `name` allows, from 1 to `most`."""
    return _number(name, default, of=of, most=most)


def _number(name: str, default: int, *, of: str, most: int) -> int:
    value = text(name, default=str(default))
    number = whole_number(value) or 0
    if not 1 <= number <= most:
        raise ImproperlyConfigured(f"{name}={value!r} is not a number of {of}. Write 1 to {most}, like {default}.")
    return number


def level(name: str, *, default: str) -> str:
    """Return the log level in the variable `name`."""
    value = text(name, default=default).upper()
    if value not in LEVELS:
        raise ImproperlyConfigured(f"{name}={value!r} is not a log level. Write one of {', '.join(LEVELS)}.")
    return value


def directory(name: str, *, default: Path) -> Path:
    """Return the directory in the variable `name`, made if it is missing; a relative one hangs from `default`'s."""
    path = default.parent / text(name, default=str(default))
    try:
        path.mkdir(mode=0o711, parents=True, exist_ok=True)  # a proxy passes through it to the static files
    except OSError as error:
        raise ImproperlyConfigured(f"{name}={path} cannot be made: {error.strerror}. Name another directory.") from None
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        raise ImproperlyConfigured(f"{name}={path} is not writable by this account. Name another directory.")
    return path


def private(folder: Path) -> Path:
    """Return the folder, made if it is missing, as one that only this account opens."""
    folder.mkdir(parents=True, exist_ok=True)
    with suppress(PermissionError):  # of somebody else: whoever gave it to us decides
        folder.chmod(0o700)
    return folder


def address(name: str, *, default: str, schemes: tuple[str, ...]) -> str:
    """Return the URL variable `name`. What it holds may be secret, so no sentence repeats it."""
    value = text(name, default=default)
    parts = _split(name, value)
    if parts.scheme not in schemes:
        raise ImproperlyConfigured(
            f"{name} must begin with one of {', '.join(f'{s}://' for s in schemes)}; "
            f"it begins with {parts.scheme or 'nothing'!r}."
        )
    return value


def _split(name: str, value: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is not an address: {error}.") from None
    return parts


def site(name: str, *, default: str) -> str:
    """Return the public address in the variable `name`: scheme, host and port, without a slash at the end."""
    value = address(name, default=default, schemes=("http", "https")).rstrip("/")
    parts = urlsplit(value)
    if not parts.hostname or parts.path or parts.query or parts.fragment:
        raise ImproperlyConfigured(f"{name} must be a scheme and a host alone, for example https://acompana.example.pe")
    return value


def seconds(name: str, *, default: int) -> int:
    """Return the number of seconds in the variable `name`, two years at most."""
    return _number(name, default, of="seconds", most=2 * 365 * 24 * 60 * 60)


def database(name: str, *, debug: bool, default: Path) -> dict[str, Any]:
    """Return Django's entry for the database in the variable `name`; unset while developing, SQLite in `default`."""
    if not debug and not text(name, default=""):
        raise ImproperlyConfigured(f"{name} is missing and DEBUG=0. Say which, SQLite too: sqlite:///{default}")
    value = address(name, default=f"sqlite:///{default}", schemes=DATABASES)
    parts = urlsplit(value)
    entry: dict[str, Any] = env.db_url_config(value)
    if parts.scheme == "sqlite":
        _require_sqlite_file(name, entry["NAME"])
    elif not entry["NAME"]:
        raise ImproperlyConfigured(f"{name} names no database. Write postgres://user:password@host:5432/database")
    return entry


def _require_sqlite_file(name: str, file: str) -> None:
    if not Path(file).is_absolute():
        raise ImproperlyConfigured(
            f"{name} must name a file by its whole path, with four slashes: sqlite:////srv/acompana/acompana.sqlite3"
        )
    folder = Path(file).parent
    if not os.access(folder, os.W_OK | os.X_OK) or Path(file).is_dir():
        raise ImproperlyConfigured(f"{name}: {file} cannot be written. Make its directory {folder}, writable.")
    with suppress(OSError):
        Path(file).touch(mode=0o600)
        Path(file).chmod(0o600)  # SQLite makes the files beside it like it


def broker(name: str) -> str:
    """Return the broker in the variable `name`; without one, the files of this machine are the queue."""
    value = address(name, default="filesystem://", schemes=BROKERS)
    parts = urlsplit(value)
    number = parts.path.strip("/")
    if parts.scheme != "filesystem" and (not parts.hostname or (number and not number.isdecimal())):
        raise ImproperlyConfigured(f"{name} must look like redis://127.0.0.1:6379/0: a host, a port, a number.")
    # kombu warns at every start about an address without a host, even where there is none to name
    return "filesystem://localhost" if parts.scheme == "filesystem" else value


def mail(name: str, *, debug: bool) -> dict[str, Any]:
    """Return the EMAIL_* settings for the variable `name`; while developing, letters are printed when it is unset."""
    value = address(name, default="consolemail://", schemes=MAIL)
    parts = urlsplit(value)
    if parts.scheme == "consolemail" and not debug:
        raise ImproperlyConfigured(
            f"{name} must say where letters go when DEBUG=0, for their links open accounts: "
            "smtp+tls://user:password@mail.example.pe:587, or dummymail:// to send none"
        )
    if parts.scheme.startswith("smtp") and not parts.hostname:
        raise ImproperlyConfigured(f"{name} names no server. Write smtp+tls://user:password@mail.example.pe:587")
    if parts.scheme == "filemail" and not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} names no directory. Write filemail:////srv/acompana/mail")
    config: dict[str, Any] = env.email_url_config(value)
    return config


def sender(name: str, *, debug: bool, default: str) -> str:
    """Return the From address in the variable `name`; of this machine alone only while developing."""
    value = text(name, default=default)
    if not debug and value.rstrip(">").endswith("@localhost"):
        raise ImproperlyConfigured(
            f"{name} must be an address of yours when DEBUG=0: Acompaña <no-responder@example.pe>"
        )
    if "@" not in value:
        raise ImproperlyConfigured(f"{name}={value!r} has no @. Write Acompaña <no-responder@example.pe>")
    return value


def hosts(name: str, *, debug: bool) -> list[str]:
    """Return the host names in the variable `name`; while developing every host is answered."""
    found = names(name, default=["*"] if debug else [])
    for host in found:
        if "/" in host or host.rpartition(":")[2].isdecimal():
            raise ImproperlyConfigured(f"{name}: {host!r} is not a bare host name. Leave out https:// and the port.")
    return found


def origins(name: str) -> list[str]:
    """Return the trusted origins in the variable `name`, each with its scheme."""
    found = names(name, default=[])
    for origin in found:
        if not origin.startswith(("http://", "https://")):
            raise ImproperlyConfigured(f"{name}: {origin!r} needs its scheme, for example https://{origin}")
    return found


def networks(name: str, *, debug: bool) -> list[IPv4Network | IPv6Network]:
    """Return the networks in the variable `name`; none for the word `none` or, while developing, when unset."""
    found = names(name, default=[NOBODY] if debug else [])
    if not found:
        raise ImproperlyConfigured(
            f"{name} must name your proxy when DEBUG=0, for example {name}=127.0.0.1; without one, {name}={NOBODY}"
        )
    try:
        return [ip_network(text) for text in found if text != NOBODY]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}. Write addresses or networks, like 10.0.0.0/8.") from None


def names(name: str, *, default: list[str]) -> list[str]:
    """Return the comma-separated variable `name` without blanks."""
    return [item.strip() for item in text(name, default=",".join(default)).split(",") if item.strip()]


def identity_provider(name: str, *, debug: bool, needed: dict[str, str]) -> str:
    """Return the address of the identity provider in the variable `name`, empty without one.

    With one, every variable of `needed`, given with its value, must say something.
    """
    if not text(name, default=""):
        return ""
    missing = [other for other, value in needed.items() if not value]
    if missing:
        raise ImproperlyConfigured(f"{name} is set but {', '.join(missing)} is not. Set all of them or none.")
    return address(name, default="", schemes=("http", "https") if debug else ("https",)).rstrip("/")


def provider_apps(provider: dict[str, str]) -> list[dict[str, Any]]:
    """Return django-allauth's entry for the identity provider; none without its `issuer`."""
    names = {"name": provider["name"], "client_id": provider["client_id"], "secret": provider["client_secret"]}
    app = {"provider_id": "entidad", **names, "settings": {"server_url": provider["issuer"]}}
    return [app] if provider["issuer"] else []


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
