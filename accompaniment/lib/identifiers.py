"""Identifiers of people and services: always text, repaired where a spreadsheet ate zeros, refused otherwise."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as StdnumError
from stdnum.pe import cui

NO_FRACTION = re.compile(r"\.0+$")


class DocumentType(models.TextChoices):
    DNI = "dni", _("DNI")
    FOREIGNER = "ce", _("carné de extranjería")


def compact(text: str) -> str:
    """Return an identifier or a code as it is kept: capitals and digits, wide ones as ours, with nothing between.

    Digits of other alphabets stay what they are, for whoever checks it to refuse.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return "".join(filter(str.isalnum, text.upper()))


def clean_document(kind: str, number: str) -> str:
    """Return the document number as it is kept, `compact`.

    Raises ValidationError when it is not a DNI of 8 digits or a foreigner's card of 9 characters.
    """
    kept = compact(number)
    if kind == DocumentType.DNI:
        try:
            is_dni = len(kept) == 8 and bool(cui.validate(kept))
        except StdnumError:
            is_dni = False
        if not is_dni:
            raise ValidationError(_("El DNI tiene 8 dígitos; revisa si falta o sobra alguno."), code="document")
    elif not re.fullmatch(r"[0-9A-Z]{9}", kept):
        raise ValidationError(_("El carné de extranjería tiene 9 letras o dígitos."), code="document")
    return kept


def validate_phone(number: str) -> None:
    """Peruvian mobile numbers are a 9 and eight digits more."""
    if not re.fullmatch(r"9[0-9]{8}", number):
        raise ValidationError(_("El celular tiene 9 dígitos y empieza con 9."), code="phone")


def repair_digits(text: str, length: int) -> str:
    """Return an identifier of `length` digits from a cell where a spreadsheet may have eaten zeros or added «.0».

    An empty cell stays empty, and an annex «00» is 0. Raises ValueError when the cell holds anything else than up to
    `length` digits.
    """
    bare = NO_FRACTION.sub("", text.strip())
    if not bare:
        return ""
    if length == 1:
        bare = bare.lstrip("0") or "0"
    if not (bare.isascii() and bare.isdigit()) or len(bare) > length:
        raise ValueError(text)
    return bare.zfill(length)
