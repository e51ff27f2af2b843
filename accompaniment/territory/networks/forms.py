"""Forms that put institutions in a network: those ticked on the list, or those of a file."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.forms import PlainForm
from accompaniment.lib.tables.fields import TableField
from accompaniment.lib.text import whole_number
from accompaniment.territory.fields import DatalistInput, place_text
from accompaniment.territory.models import Institution, InstitutionQuerySet, Network


class PlacesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, institution: Institution) -> str:
        network = f" · {institution.network}" if institution.network else ""
        return f"{place_text(institution)}{network}"


class NetworkForm(PlainForm):
    name = forms.CharField(
        label=_("Red"),
        max_length=80,
        required=False,
        widget=DatalistInput(attrs={"autocomplete": "off"}),
        help_text=_("Una de la lista o una nueva."),
    )
    leaves = forms.BooleanField(label=_("Quitarlos de su red"), required=False)
    institutions = PlacesField(
        label=_("Servicios"),
        queryset=Institution.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Marca al menos un servicio.")},
    )

    def __init__(self, *args: Any, institutions: InstitutionQuerySet, chosen: list[str], **kwargs: Any) -> None:
        """`institutions` are those that the user keeps; `chosen` are the keys ticked on the list."""
        super().__init__(*args, **kwargs)
        field, name = self.fields["institutions"], self.fields["name"]
        assert isinstance(field, PlacesField)  # noqa: S101 : declared above
        assert isinstance(name.widget, DatalistInput)  # noqa: S101 : declared above
        keys = [key for key in map(whole_number, chosen) if key is not None]
        field.queryset = institutions.filter(pk__in=keys).select_related("network")
        self.initial.setdefault("institutions", [institution.pk for institution in field.queryset])
        ugels = {institution.ugel_id for institution in field.queryset}
        name.widget.options = list(Network.objects.filter(ugel__in=ugels).values_list("name", flat=True))

    def layout(self) -> Layout:
        return Layout("name", "leaves", Field("institutions", wrapper_class="app-choice"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("name")) == bool(cleaned.get("leaves")) and "name" not in self.errors:
            self.add_error("name", _("Escribe la red, o marca que se quitan de la suya."))
        return cleaned


class NetworksUploadForm(PlainForm):
    file = TableField(
        help_text=_("Excel (.xlsx) o CSV con tres columnas: Código modular, Anexo y Red. Hasta 5000 filas.")
    )
