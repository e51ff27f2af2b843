"""What a UGEL says of the personal data that it keeps: who answers for them, why, for whom, until when."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as StdnumError
from stdnum.pe import ruc

from accompaniment.audit.tracked import Tracked, TrackedQuerySet
from accompaniment.territory.models import Ugel

from . import defaults


def validate_ruc(number: str) -> None:
    """A RUC has 11 digits, of which the last one checks the others."""
    try:
        is_ruc = len(number) == 11 and bool(ruc.validate(number))
    except StdnumError:
        is_ruc = False
    if not is_ruc:
        raise ValidationError(_("El RUC tiene 11 dígitos; revisa si falta o sobra alguno."), code="ruc")


class PrivacyNotice(Tracked):
    """What article 18 of Ley 29733 lets people know, for one UGEL; the long texts begin as `defaults` has them."""

    ugel = models.OneToOneField(Ugel, models.CASCADE, related_name="privacy_notice", verbose_name=_("UGEL"))
    holder = models.CharField(_("titular del banco de datos"), max_length=160, blank=True)
    ruc = models.CharField(_("RUC"), max_length=11, blank=True, validators=[validate_ruc])
    address = models.CharField(_("dirección"), max_length=200, blank=True)
    bank = models.CharField(_("banco de datos"), max_length=160, blank=True, default=defaults.BANK)
    bank_code = models.CharField(_("código de registro del banco"), max_length=40, blank=True)
    legal_basis = models.TextField(_("base legal"), max_length=2000, blank=True, default=defaults.LEGAL_BASIS)
    purposes = models.TextField(_("para qué se usan"), max_length=2000, blank=True, default=defaults.PURPOSES)
    recipients = models.TextField(_("quiénes los reciben"), max_length=2000, blank=True, default=defaults.RECIPIENTS)
    term = models.TextField(_("cuánto tiempo"), max_length=2000, blank=True, default=defaults.TERM)
    rights = models.TextField(_("cómo ejercer tus derechos"), max_length=2000, blank=True, default=defaults.RIGHTS)
    officer = models.CharField(_("oficial de protección de datos"), max_length=120, blank=True)
    officer_email = models.EmailField(_("correo de la oficial de protección de datos"), blank=True)
    officer_phone = models.CharField(_("teléfono de la oficial de protección de datos"), max_length=40, blank=True)
    complaint = models.TextField(_("si no te responden"), max_length=2000, blank=True, default=defaults.COMPLAINT)
    changed_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = TrackedQuerySet.as_manager()

    audit_silent = frozenset({"changed_at"})
    audit_with = ("ugel",)

    def __str__(self) -> str:
        return str(self.ugel)

    def audit_ugel(self) -> int | None:
        return self.ugel_id
