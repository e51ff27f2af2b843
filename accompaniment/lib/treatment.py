"""How a person is spoken of: as *she*, unless they said otherwise."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Treatment(models.TextChoices):
    """The form of address that a person chose; empty for who has not said."""

    SHE = "she", _("en femenino: promotora, directora")
    HE = "he", _("en masculino: promotor, director")


OF_HIM = {  # by the value of a kind of person, work, role or contract
    "promoter": _("promotor educativo comunitario"),
    "coordinator": _("profesor coordinador de PRONOEI"),
    "internal": _("director o delegado"),
    "director": _("director"),
    "regional_reader": _("lector de la DRE"),
    "national_reader": _("lector nacional"),
    "administrator": _("administrador"),
    "tenured": _("nombrado"),
    "hired": _("contratado"),
    "volunteer": _("voluntario con propina"),
}


def called(name: str, treatment: str = "treatment") -> Callable[[Any], str]:
    """Return the `get_…_display` of a field of somebody's; `treatment` leads from the row to how they are spoken of."""
    treatment_of = attrgetter(treatment)

    def display(row: Any) -> str:
        value = getattr(row, name)
        if value in OF_HIM and treatment_of(row) == Treatment.HE:
            return str(OF_HIM[value])
        return str(dict(row._meta.get_field(name).flatchoices).get(value, value))

    return display
