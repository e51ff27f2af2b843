"""Which passwords are good enough for whom: a phrase for everyone, or eight digits for who has only the own record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.access import reach_of
from accompaniment.access.dates import overlapping
from accompaniment.accounts.models import OneTimeCode, Role, User
from accompaniment.accounts.ways_in import only_digits, opens
from accompaniment.people.models.companions import Companion

LEAST = 10
LEAST_AT_DESKS = 12  # of whoever opens a whole UGEL, a region or the accounts
LEAST_DIGITS = 8
MOST = 128  # what is far longer was pasted by mistake


def may_use_digits(user: Any) -> bool:
    """Whether the account opens nobody else's record, now or from a later day: then digits are enough."""
    if not isinstance(user, User) or not user.pk or user.is_superuser or not reach_of(user).is_accompanied:
        return False
    running = overlapping(timezone.localdate(), None)
    charges = (kind.objects.filter(running, user=user) for kind in (Role, Companion))
    return not any(charge.exists() for charge in charges)


class UncommonPasswordValidator(CommonPasswordValidator):
    """Django's own, in the words of this site, which says «clave»."""

    def get_error_message(self) -> str:
        return _("Es demasiado común: mucha gente la usa.")


class UnlikeOneselfValidator(UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return _("Se parece demasiado a tus datos: %(verbose_name)s.")


class OwnPasswordValidator:
    """At least ten letters or digits, twelve of whoever opens whole places, and not digits alone; whoever has only the
    own record may use eight digits.

    docs/access.md has the arithmetic behind the eight.
    """

    def validate(self, password: str, user: Any = None) -> None:
        if _is_one_time_code(password, user):
            raise ValidationError(_("Ese es el código de tu hoja de acceso: elige una clave que solo tú sepas."))
        if len(password) > MOST:
            raise ValidationError(_("Es demasiado larga: escribe %(n)d letras o números, o menos.") % {"n": MOST})
        is_digits = password.isdecimal()
        if is_digits and may_use_digits(user):
            _check_digits(password)
        elif len(password) < (least := least_for(user)):
            raise ValidationError(_("Es muy corta: escribe al menos %(n)d letras o números.") % {"n": least})
        elif is_digits:
            raise ValidationError(_("No puede ser solo de números: pon también alguna palabra."))

    def get_help_text(self) -> str:
        return help_for(None)


def least_for(user: Any) -> int:
    opens_much = isinstance(user, User) and user.pk and reach_of(user).opens_whole_places
    return LEAST_AT_DESKS if opens_much else LEAST


def help_for(user: Any) -> str:
    """Return what a good password is for the person."""
    text = _("Al menos %(n)d letras o números; una frase corta se recuerda mejor.") % {"n": least_for(user)}
    return f"{text} {_('O solo números: 8 o más.')}" if may_use_digits(user) else text


def _is_one_time_code(password: str, user: Any) -> bool:
    code = only_digits(password)
    one_time_code = (
        OneTimeCode.objects.filter(user=user).select_related("user").first()
        if code and isinstance(user, User)
        else None
    )
    return one_time_code is not None and opens(one_time_code, code)


def _check_digits(password: str) -> None:
    if len(password) < LEAST_DIGITS:
        raise ValidationError(_("Si es solo de números, escribe al menos %(n)d.") % {"n": LEAST_DIGITS})
    if is_easy(password):
        raise ValidationError(_("Esos números se adivinan pronto: no uses una fecha ni números repetidos o seguidos."))


def is_easy(digits: str) -> bool:
    """Whether somebody would try these digits early: few different ones, a row of them, a half twice, a date."""
    steps = {(int(b) - int(a)) % 10 for a, b in zip(digits, digits[1:], strict=False)}
    half = len(digits) // 2
    return len(set(digits)) < 4 or len(steps) == 1 or digits == digits[:half] * 2 or _is_date(digits)


def _is_date(digits: str) -> bool:
    return any(_reads_as(digits, form) for form in ("%d%m%Y", "%m%d%Y", "%Y%m%d", "%Y%d%m"))


def _reads_as(digits: str, form: str) -> bool:
    if len(digits) != 8:
        return False
    try:
        return 1900 <= datetime.strptime(digits, form).year <= 2100
    except ValueError:
        return False
