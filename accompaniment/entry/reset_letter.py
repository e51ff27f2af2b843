"""The e-mail with a link for a new password: whether anybody has the address is found out by whoever sends it."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.accounts.models import User
from accompaniment.accounts.services import link_days
from accompaniment.letters.kinds import Written
from accompaniment.letters.models import Letter
from accompaniment.letters.services import post

GOOD_FOR = timedelta(hours=6)


def ask_for_link(*, address: str) -> None:
    """Have a link sent to whoever signs in with this address, which takes as long when nobody does."""
    post([Letter(kind="password", address=address, good_until=timezone.now() + GOOD_FOR)])


def write(letter: Letter) -> Written | None:
    """Write the e-mail, its link made now; None when the address lets nobody in."""
    user = User.objects.filter(email=letter.address, is_active=True).first()
    if user is None:
        return None
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    link = settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=key)
    body = render_to_string(
        "account/email/password_reset_key_message.txt", {"password_reset_url": link, "link_days": link_days()}
    )
    return Written(_("Tu enlace para poner una clave nueva"), body)
