"""The second factor: a code of the phone besides the password; who is asked for it, and how it is kept."""

from __future__ import annotations

from contextlib import suppress

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accompaniment.access import reach_of
from accompaniment.accounts.models import User
from accompaniment.lib.sealing import cipher

from .adapters import NO_CODE

LABEL = "accompaniment.second_factor"  # it outlives the module's name
SEALED = ("secret", "seed")  # of the phone's codes, and of the spare ones


def is_asked(user: User) -> bool:
    """Whether a second factor is asked of the person today.

    An open campaign asks it of the specialists of its UGEL, the setting REQUIRE_SECOND_FACTOR of administrators.
    """
    reach = reach_of(user)
    return reach.is_asked_for_second_factor or (reach.is_administrator and settings.REQUIRE_SECOND_FACTOR)


def is_held(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def reseal() -> tuple[int, int]:
    """Seal every secret of a second step under today's key; return how many, and how many no known key reads."""
    outcomes = [_resealed(key) for key in Authenticator.objects.order_by("pk").values_list("pk", flat=True)]
    return outcomes.count(True), outcomes.count(False)


@transaction.atomic
def _resealed(key: int) -> bool:
    held = Authenticator.objects.select_for_update().get(pk=key)
    sealed = [name for name in SEALED if name in held.data]
    with suppress(InvalidToken):
        held.data |= {name: cipher(LABEL).rotate(held.data[name].encode()).decode() for name in sealed}
        held.save(update_fields=["data"])
        return True
    return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """Our words, our QR, and secrets that a copy of the database alone does not give away."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": NO_CODE,
        "cannot_delete_authenticator": _("Tu trabajo pide el segundo paso: no se puede quitar."),
        "cannot_generate_recovery_codes": _("Primero prepara el código de tu celular."),
    }

    def get_totp_label(self, user: User) -> str:
        return user.username

    def build_totp_svg(self, url: str) -> str:
        return segno.make(url, micro=False).svg_inline(scale=4, border=2, svgclass=None, lineclass=None)

    def encrypt(self, text: str) -> str:
        return cipher(LABEL).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Under another SECRET_KEY than it was kept with, a secret that nobody knows: no code fits it."""
        try:
            return cipher(LABEL).decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return generate_totp_secret()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not is_asked(authenticator.user)
