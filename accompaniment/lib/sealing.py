"""Texts that are kept, or travel, unreadable without SECRET_KEY."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet
from django.conf import settings


def cipher(label: str) -> Fernet:
    """The cipher of one use. Its label is part of the key: under another one nothing that was sealed can be read."""
    key = hashlib.sha256(label.encode() + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
