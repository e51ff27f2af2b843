"""The form of a kind of group session."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.campaigns.models import Campaign, Strategy
from accompaniment.lib.edit_forms import EditForm
from accompaniment.lib.text import clean
from accompaniment.lib.widgets import TextArea, TimeInput

from .data import Moment, SessionKindData
from .models import SessionKind, kind_of

MOMENT = re.compile(r"^(\d{1,3})\s*(?:min\w*\.?|['’′])?[\s:,;·–-]+(.+)$")
LONGEST_TITLE, MOST_MOMENTS = 120, 20
LONGEST_STATEMENT, MOST_STATEMENTS = 160, 5
LONGEST_DAY = 12 * 60


def number(label: Any, *, least: int, most: int, help_text: Any = "") -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, help_text=help_text, widget=widget)


class AgendaField(forms.CharField):
    """Moments, one a line: its minutes, then what is done."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=TextArea(rows=9), max_length=4000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str):
            return value
        return "\n".join(f"{moment.minutes} {moment.title}" for moment in value or ())

    def clean(self, value: Any) -> Sequence[Moment]:
        lines = [line for line in map(clean, str(super().clean(value)).splitlines()) if line]
        if len(lines) > MOST_MOMENTS:
            raise forms.ValidationError(_("Son demasiadas líneas: hasta %(n)d.") % {"n": MOST_MOMENTS})
        return [_moment(line) for line in lines]


class StatementsField(forms.CharField):
    """What is asked when a session ends: statements, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=TextArea(rows=3), max_length=2000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else "\n".join(value or ())

    def clean(self, value: Any) -> Sequence[str]:
        lines = list(dict.fromkeys(line for line in map(clean, str(super().clean(value)).splitlines()) if line))
        if len(lines) > MOST_STATEMENTS:
            raise forms.ValidationError(_("Son demasiadas líneas: hasta %(n)d.") % {"n": MOST_STATEMENTS})
        if long := next((line for line in lines if len(line) > LONGEST_STATEMENT), ""):
            raise forms.ValidationError(_("Es muy larga: «%(line)s…».") % {"line": long[:40]})
        return lines


def _moment(line: str) -> Moment:
    found = MOMENT.match(line)
    if found is None or not 0 < int(found[1]) <= LONGEST_DAY or len(found[2]) > LONGEST_TITLE:
        message = _("No se entiende «%(line)s». Escribe, por ejemplo: 15 Compromisos de la reunión anterior.")
        raise forms.ValidationError(message % {"line": line[:60]})
    return Moment(found[2], int(found[1]))


class SessionKindForm(EditForm):
    """What a kind says; without a code it is a new one of the year."""

    name = forms.CharField(label=gettext_lazy("Nombre"), max_length=40)
    led_by = forms.ChoiceField(
        label=gettext_lazy("La convoca y conduce"),
        choices=SessionKind.Leader.choices,
        help_text=gettext_lazy("La especialista convoca cualquiera."),
    )
    strategy = forms.ChoiceField(
        label=gettext_lazy("Cuenta como"),
        choices=[
            ("", gettext_lazy("no cuenta entre lo que corresponde en el año")),
            *(choice for choice in Strategy.choices if choice[0] not in (Strategy.VISITS, Strategy.INTERNAL_VISITS)),
        ],
        required=False,
    )
    notice_days = number(gettext_lazy("Días de anticipación"), least=0, most=60)
    late_minutes = number(gettext_lazy("Minutos de tolerancia"), least=0, most=60)
    minutes = number(gettext_lazy("Minutos que suele durar"), least=15, most=LONGEST_DAY)
    classes_from = forms.TimeField(label=gettext_lazy("Clases desde"), widget=TimeInput, required=False)
    classes_to = forms.TimeField(label=gettext_lazy("Clases hasta"), widget=TimeInput, required=False)
    asks_five_c = forms.BooleanField(
        label=gettext_lazy("Al terminar, cada una valora sin su nombre las 5 C del equipo"),
        required=False,
        help_text=gettext_lazy("Comunicación, coordinación, complementariedad, compromiso y confianza."),
    )
    evaluation = StatementsField(
        label=gettext_lazy("Lo que se pregunta al terminar, sin nombres"),
        help_text=gettext_lazy(
            "Una frase por línea; se responde de «nada» a «mucho». Vacío: si sirve, si se entendió, si pudo participar."
        ),
    )
    agenda = AgendaField(
        label=gettext_lazy("Agenda usual"),
        help_text=gettext_lazy("Una línea por momento, primero sus minutos: 15 Compromisos de la reunión anterior."),
    )
    is_offered = forms.BooleanField(
        label=gettext_lazy("Se convoca este año"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Sin marcar, no se ofrece al convocar; las reuniones que ya hubo quedan como están."),
    )

    def __init__(
        self, data: Any = None, *, campaign: Campaign, code: str = "", initial: Mapping[str, Any] | None = None
    ) -> None:
        self.code = code
        super().__init__(data, row=campaign if code else None, initial=initial)

    def stored(self) -> Mapping[str, Any]:
        kind = kind_of(self.row, self.code)
        return vars(kind.data) if kind else {}

    def layout(self) -> Layout:
        halves, thirds = "col-sm-6", "col-sm-4"
        return Layout(
            Row(*(Column(name, css_class=thirds) for name in ("name", "led_by", "strategy"))),
            Row(*(Column(name, css_class=thirds) for name in ("notice_days", "late_minutes", "minutes"))),
            Fieldset(
                _("Horas de clase que no debe tomar"),
                Row(*(Column(name, css_class=halves) for name in ("classes_from", "classes_to"))),
            ),
            "agenda",
            "evaluation",
            "asks_five_c",
            "is_offered",
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        first, last = values.get("classes_from"), values.get("classes_to")
        if (first is None) != (last is None) and not {"classes_from", "classes_to"} & set(self.errors):
            self.add_error("classes_to", _("Escribe las dos horas, o ninguna."))
        elif first and last and last <= first:
            self.add_error("classes_to", _("La hora de término debe ser posterior a la de inicio."))
        agenda, minutes = values.get("agenda") or (), values.get("minutes")
        if minutes and (total := sum(moment.minutes for moment in agenda)) > minutes:
            said = _("La agenda suma %(total)d minutos y la reunión suele durar %(minutes)d.")
            self.add_error("agenda", said % {"total": total, "minutes": minutes})
        return values

    def kind(self) -> SessionKindData:
        return SessionKindData(**self.cleaned_data)
