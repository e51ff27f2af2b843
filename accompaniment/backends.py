"""Who a session belongs to, and with what the user entered. Every open session names this path, so it stays."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Q
from django.http import HttpRequest

from accompaniment.accounts.models import OneTimeCode, User
from accompaniment.accounts.ways_in import account_of_session, only_digits, opens
from accompaniment.entry.validators import may_use_digits


class PersonBackend(AuthenticationBackend):
    """django-allauth's signing in, and the printed code of a first entry.

    The account of a session comes with the key of its own record, in one query.
    """

    def get_user(self, user_id: int) -> User | None:
        return account_of_session(user_id)

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """Return the user; `must_choose_password` says that a password has yet to be chosen."""
        user = super().authenticate(request, **credentials)
        if not isinstance(user, User):
            return self._by_one_time_code(**credentials)
        if credentials["password"].isdecimal() and not may_use_digits(user):
            user.must_choose_password = True  # digits were enough until the account got charge of others
        return user

    def _by_one_time_code(self, **credentials: Any) -> User | None:
        code = only_digits(credentials.get("password") or "")
        if not code:
            return None
        named = Q(user__username=credentials.get("username") or "")
        if credentials.get("email"):
            named |= Q(user__email=credentials["email"])
        for one_time_code in OneTimeCode.objects.valid().filter(named).select_related("user"):
            if opens(one_time_code, code) and self.user_can_authenticate(one_time_code.user):
                one_time_code.user.must_choose_password = True
                return one_time_code.user
        return None
