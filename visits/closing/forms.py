"""How a visit is confirmed: a signature drawn on the device, a PIN, or later from the person's own account."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.forms import CodeField, PlainForm
from accompaniment.models import Teacher
from visits.record.models.visits import Conformity

from . import signatures
from .models import Confirmation

LATER = "later"
DRAWN, PIN = Confirmation.Means.DRAWN, Confirmation.Means.PIN


class DrawingField(forms.CharField):
    """What a finger drew, as JSON; nothing drawn is an empty list."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> signatures.Strokes:  # type: ignore[override]
        if value in self.empty_values:
            return []
        try:
            return signatures.parse(value)
        except signatures.EmptyDrawingError as nothing:
            raise forms.ValidationError(_("La firma quedó muy corta: dibújala otra vez.")) from nothing
        except signatures.BadDrawingError as bad:
            raise forms.ValidationError(_("La firma no llegó bien: bórrala y dibújala otra vez.")) from bad

    def prepare_value(self, value: Any) -> Any:
        return json.dumps(value) if isinstance(value, list) else value


class WithVerdict(forms.Form):
    """What the accompanied person says of the visit: who does not simply agree says why."""

    verdict = forms.ChoiceField(
        label=_("¿Estás conforme con lo que dice?"),
        choices=[
            (Conformity.AGREES, _("Estoy conforme")),
            (Conformity.OBSERVES, _("Estoy conforme, con observaciones")),
            (Conformity.DISAGREES, _("No estoy conforme")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Elige una respuesta.")},
    )
    remark = forms.CharField(
        label=_("Lo que quieres decir"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Se lee en la visita y se imprime sobre tu firma."),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("verdict", Conformity.AGREES) != Conformity.AGREES and not values.get("remark"):
            self.add_error("remark", _("Escribe qué observas o con qué no estás conforme."))
        return values


class ConfirmationForm(WithVerdict, PlainForm):
    """What the accompanied person says here and now, and how she confirms it; nothing chosen leaves it for later."""

    means = forms.ChoiceField(
        label=_("¿Cómo confirma?"), required=False, initial=LATER, widget=forms.RadioSelect, choices=[]
    )
    drawing = DrawingField(required=False)
    pin = CodeField(
        label=_("Su PIN"),
        required=False,
        max_length=40,
        widget=forms.PasswordInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Lo escribe ella misma."),
    )
    own_drawing = DrawingField(required=False)

    def __init__(self, data: Any = None, *, person: Teacher) -> None:
        super().__init__(data)
        self.fields["verdict"].required = False
        self.fields["verdict"].label = _("¿Está conforme con lo que dice?")
        self.fields["remark"].label = _("Lo que quiere decir, en sus palabras")
        self.fields["remark"].help_text = _("Se lee en la visita y se imprime sobre su firma.")
        self.initial["verdict"] = Conformity.AGREES
        has_pin = bool(person.user and person.user.pin)
        choices = [(DRAWN, _("Firma aquí, en la pantalla")), (LATER, _("Lo confirmará después, desde su cuenta"))]
        if has_pin:
            choices.insert(1, (PIN, _("Con su PIN")))
        else:
            del self.fields["pin"]
        self.fields["means"].choices = choices  # type: ignore[attr-defined]

    def clean_verdict(self) -> str:
        return self.cleaned_data["verdict"] or Conformity.AGREES

    def clean_means(self) -> str:
        return self.cleaned_data["means"] or LATER

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("means") == DRAWN and values.get("drawing") == []:
            self.add_error("drawing", _("Todavía no hay firma: dibújala con el dedo, o elige otra forma."))
        if values.get("means") == PIN and not values.get("pin"):
            self.add_error("pin", _("Falta el PIN."))
        return values


class AcknowledgeForm(WithVerdict, PlainForm):
    """Whether she agrees, in her words, and which revision was read."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    field_order = ("revision", "verdict", "remark")


class AnswerForm(PlainForm):
    answer = forms.CharField(label=_("Tu respuesta"), max_length=4000, widget=forms.Textarea({"rows": 3}))
