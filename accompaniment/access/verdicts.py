"""Whether a person may do something: the answer of every rule, and the page 403 that a refusal becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NoReturn

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True)
class Allowed:
    """The person may; true in a condition."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class Denied:
    """The person may not, and `reason` says why in plain words; false in a condition."""

    reason: Any = ""

    def __bool__(self) -> bool:
        return False


def require(verdict: Allowed | Denied) -> None:
    """Turn a refusal into a page 403 that gives its reason."""
    if isinstance(verdict, Denied):
        deny(verdict.reason)


def deny(reason: Any) -> NoReturn:
    """Answer with a page 403 that gives `reason`, in plain words."""
    raise PermissionDenied(reason)
