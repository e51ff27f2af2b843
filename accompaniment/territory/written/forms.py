"""The form of a service that the UGEL writes down or puts right; where the registry speaks, it asks nothing."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Column, Div, Field, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.forms import CodeField
from accompaniment.lib.text import clean
from accompaniment.territory.fields import OneUgelField
from accompaniment.territory.locations.forms import LocatedForm
from accompaniment.territory.models import Area, Cycle, Institution, Setting, Ugel, digits

from .services import CYCLES, DETAILS, KEY, LEVELS, correctable

BLANK = [("", "—")]
KINDS = [(kind.value, kind.label) for kind in LEVELS]
MANAGEMENT = ["Pública de gestión directa", "Pública de gestión privada", "Privada"]  # as the registry writes them
HALVES = (
    ("modular_code", "annex"),
    ("cycle", "setting"),
    ("area", "management"),
    ("district", "province"),
    ("latitude", "longitude"),
)


class ServiceForm(LocatedForm):
    """Fields of a service, as the registry names them."""

    ugel = OneUgelField(label=_("UGEL"), queryset=Ugel.objects.none())
    modular_code = CodeField(
        label=_("Código modular"), max_length=20, validators=[digits(7)], help_text=_("Siete dígitos.")
    )
    annex = CodeField(
        label=_("Anexo"), max_length=5, validators=[digits(1)], initial="0", help_text=_("0 si no es un anexo.")
    )
    name = forms.CharField(label=_("Nombre"), max_length=120)
    kind = forms.ChoiceField(label=_("Tipo"), choices=[*BLANK, *KINDS])
    cycle = forms.ChoiceField(
        label=_("Ciclo"), choices=[*BLANK, *Cycle.choices], required=False, help_text=_("Para un PRONOEI.")
    )
    setting = forms.ChoiceField(
        label=_("Entorno"), choices=[*BLANK, *Setting.choices], required=False, help_text=_("Para un PRONOEI.")
    )
    area = forms.ChoiceField(label=_("Área"), choices=[*BLANK, *Area.choices], required=False)
    management = forms.ChoiceField(
        label=_("Gestión"), choices=[*BLANK, *((text, text) for text in MANAGEMENT)], required=False
    )
    local_code = CodeField(
        label=_("Código de local"),
        max_length=20,
        required=False,
        validators=[digits(6)],
        help_text=_("Seis dígitos, si lo tiene."),
    )
    state = forms.ChoiceField(label=_("Estado"), choices=Institution.State.choices)
    confirmed = forms.BooleanField(
        label=_("Lo busqué en la lista y no está; estos datos son correctos"),
        error_messages={"required": _("Revisa los datos y marca esta casilla para registrarlo.")},
    )

    def __init__(self, data: Any = None, *, row: Institution | None, ugels: QuerySet[Ugel], **kwargs: Any) -> None:
        super().__init__(data, row=row, **kwargs)
        asked = {*KEY, *DETAILS, "ugel", "confirmed"} if row is None else {*correctable(row), "opened"}
        for name in set(self.fields) - asked:
            del self.fields[name]
        if row is None:
            ugel = self.fields["ugel"]
            assert isinstance(ugel, OneUgelField)  # noqa: S101 : declared above
            ugel.offer(ugels)

    def stored(self) -> dict[str, Any]:
        return {name: getattr(self.row, name) for name in correctable(self.row)}

    def layout(self) -> Layout:
        rows = [*(part for part in self._parts() if len(part)), *self._at_the_end()]
        return Layout(*rows)

    def _parts(self) -> list[Any]:
        order = ["ugel", *KEY, *DETAILS, "state"]
        parts: list[Any] = []
        for name in (name for name in order if name in self.fields):
            pair = next((pair for pair in HALVES if name in pair), None)
            if pair is None or not all(one in self.fields for one in pair):
                parts.append(Div(name))
            elif name == pair[0]:
                parts.append(Row(*(Column(one, css_class="col-sm-6") for one in pair)))
        return parts

    def _at_the_end(self) -> list[Any]:
        return [Field(name, wrapper_class="app-choice") for name in ("confirmed",) if name in self.fields]

    def clean_name(self) -> str:
        return clean(self.cleaned_data["name"])

    def clean_cycle(self) -> str:
        cycle: str = self.cleaned_data["cycle"]
        kind = self.data.get("kind", self.row.kind if self.row else "")
        if cycle and CYCLES.get(kind, cycle) != cycle:
            raise ValidationError(_("El ciclo no corresponde a este tipo de servicio."))
        return cycle

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name in {*KEY, *DETAILS, "state"}}
