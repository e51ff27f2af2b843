"""How people enter: django-allauth with signing up closed; accounts are made by the UGEL."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody registers alone: a specialist or an administrator registers the person."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
