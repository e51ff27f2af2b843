"""Texts that are kept, or travel, unreadable without SECRET_KEY; one of SECRET_KEY_FALLBACKS still reads them."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac


def cipher(label: str) -> MultiFernet:
    """The cipher of one use. Its label is part of the key: under another one nothing that was sealed can be read."""
    return MultiFernet([_fernet(label, key) for key in _keys()])


def _fernet(label: str, key: str) -> Fernet:
    digest = hashlib.sha256(label.encode() + key.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def fingerprint(label: str, text: str, *, key: str | None = None) -> str:
    """What tells whether a text is the same, and is nothing to try texts against without the site's own key."""
    return salted_hmac(label, text, secret=key, algorithm="sha256").hexdigest()


def is_fingerprint(kept: str, label: str, text: str) -> bool:
    """Whether a fingerprint is that text's, under today's key or a former one."""
    return any(constant_time_compare(kept, fingerprint(label, text, key=key)) for key in _keys())


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
