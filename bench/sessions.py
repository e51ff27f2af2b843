"""Signing in without the sign-in form: both servers of the bench share the sessions of its database."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accompaniment.models import User


def session_of(user: User) -> str:
    """Open a session for `user` and return its key."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
