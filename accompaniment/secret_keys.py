"""The key under which the site signs and seals, and those that it had before; docs/operations.md says the cycle."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from . import environment

NEW_KEY = 'python3 -c "import secrets; print(secrets.token_urlsafe(50))"'


def secret_key(name: str, *, debug: bool, var: Path) -> str:
    """Return the key in the variable `name`; while developing, one is made once and kept in `var`."""
    key = environment.text(name, default="")
    if debug:
        return key or _kept_key(var)
    if not key:
        raise ImproperlyConfigured(
            f"{name} is missing and DEBUG=0. Write one into .env or the environment: {NEW_KEY} "
            "(to develop, write DEBUG=1 into .env)"
        )
    _require_hard(name, key)
    return key


def former_keys(name: str, *, debug: bool) -> list[str]:
    """Return the keys in the variable `name`, separated by commas: what they signed or sealed is still read."""
    keys = environment.names(name, default=[])
    for key in [] if debug else keys:
        _require_hard(name, key)
    return keys


def _require_hard(name: str, key: str) -> None:
    if len(key) < 50 or len(set(key)) < 5 or key.startswith("django-insecure-"):
        raise ImproperlyConfigured(f"{name} is too easy to guess. Write one of 50 characters or more: {NEW_KEY}")


def _kept_key(var: Path) -> str:
    """Return the key in `var`. Of two processes that make one at once, the first wins and both use it."""
    kept = var / "secret_key"
    if not kept.exists():
        draft = var / f"secret_key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        try:
            os.link(draft, kept)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return kept.read_text().strip()
