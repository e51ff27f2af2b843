"""An e-mail to whoever has one, whenever a way into the account changes or somebody was about to find one: who did not
ask for that can tell the UGEL.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.db.models import TextChoices
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.letters.kinds import Written
from accompaniment.letters.models import Letter
from accompaniment.letters.services import post

from .models import User

GOOD_FOR = timedelta(days=3)


class Changed(TextChoices):
    PASSWORD = "password", gettext_lazy("Se puso una clave nueva.")
    ACCESS = "access", gettext_lazy("Se entregó un enlace o un código nuevo para entrar.")
    EMAIL = "email", gettext_lazy("Este correo ya no es el de la cuenta.")
    SECOND_STEP = "second", gettext_lazy("Cambió el segundo paso al entrar.")
    PROVIDER = "provider", gettext_lazy("Cambió la entrada con otra entidad.")
    USED_CODE = "used", gettext_lazy("Alguien escribió un código de tu segundo paso que ya se había usado, y no entró.")
    CLOSED = "closed", gettext_lazy("Se anularon todas las formas de entrar que había.")


def tell(account: User, what: Changed, *, address: str | None = None, once: str = "") -> None:
    """Post the e-mail to the account's own address, or to the `address` that it had before; to nobody without one.

    What is told under the same key `once` is told once.
    """
    if not (address or account.email):
        return
    about = f"{what}:{(once or uuid.uuid4().hex)[:24]}"
    letter = Letter(kind="way_in", about=about, good_until=timezone.now() + GOOD_FOR)
    if address:
        letter.address = address
    else:
        letter.user = account
    post([letter])


def write(letter: Letter) -> Written:
    """Write the e-mail: what changed and when, without a name and without a link to press."""
    what = Changed(letter.about.partition(":")[0])
    context = {"what": what.label, "at": timezone.localtime(letter.created_at), "site": settings.SITE_URL}
    if what is Changed.USED_CODE:
        body = render_to_string("accompaniment/accounts/email/used_code_message.txt", context)
        return Written(_("Alguien intentó entrar a tu cuenta de Acompaña"), body)
    body = render_to_string("accompaniment/accounts/email/way_in_message.txt", context)
    return Written(_("Cambió una forma de entrar a tu cuenta de Acompaña"), body)
