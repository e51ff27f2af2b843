"""The form that says where a service works since a day."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.coordinates import LATITUDES, LONGITUDES
from accompaniment.lib.edit_forms import EditForm
from accompaniment.lib.forms import DayField
from accompaniment.territory.models import WHERE, Located, digits

from .services import where_of

LENGTHS = {field.name: field.max_length for field in Located._meta.local_fields}


def text_field(label: Any, name: str, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LENGTHS[name], **{"required": False, **kwargs})


def coordinate_field(label: Any, between: tuple[Decimal, Decimal], example: str) -> forms.DecimalField:
    least, most = between
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=least,
        max_value=most,
        decimal_places=6,
        max_digits=9,
        help_text=_("Por ejemplo, %(example)s.") % {"example": example},
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
        error_messages={
            "min_value": _("Queda fuera del Perú: revisa el signo y los decimales."),
            "max_value": _("Queda fuera del Perú: revisa el signo y los decimales."),
        },
    )


class LocatedForm(EditForm):
    """Where a service works, or whatever of it can be written."""

    address = text_field(_("Dirección"), "address")
    place = text_field(_("Centro poblado"), "place")
    district = text_field(_("Distrito"), "district")
    province = text_field(_("Provincia"), "province")
    ubigeo = text_field(_("Ubigeo"), "ubigeo", validators=[digits(6)], help_text=_("Seis dígitos, si lo sabes."))
    latitude = coordinate_field(_("Latitud"), LATITUDES, "-13.304700")
    longitude = coordinate_field(_("Longitud"), LONGITUDES, "-72.116700")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None) and not (
            {"latitude", "longitude"} & set(self.errors)
        ):
            self.add_error("latitude", _("Escribe la latitud y la longitud, o ninguna de las dos."))
        return cleaned


class RelocationForm(LocatedForm):
    """Filled with where the service is now, so that only what changes is typed."""

    moved_on = DayField(label=_("Desde qué día"))
    place = text_field(_("Centro poblado"), "place", required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["moved_on"].initial = timezone.localdate

    def stored(self) -> dict[str, Any]:
        return where_of(self.row)

    def layout(self) -> Layout:
        return Layout(
            "moved_on",
            "address",
            "place",
            Row(Column("district", css_class="col-sm-6"), Column("province", css_class="col-sm-6")),
            "ubigeo",
            Row(Column("latitude", css_class="col-sm-6"), Column("longitude", css_class="col-sm-6")),
        )

    def where(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in WHERE}
