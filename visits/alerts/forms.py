"""Forms of alerts: what was seen, what was done about it, and the protocol of a UGEL."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.lib.edit_forms import EditForm
from accompaniment.lib.forms import DayField, PlainForm
from accompaniment.lib.shared_fields import sharing_fields
from accompaniment.lib.widgets import TextArea, TimeInput

from .children import names_in_child
from .models import Alert, AlertStep
from .protocols import Protocol, Step, protocol_of
from .services import AlertRecord

LIMITS = {
    "1": gettext_lazy("el mismo día"),
    "24h": gettext_lazy("en 24 horas"),
    "2": gettext_lazy("día 2"),
    "3": gettext_lazy("día 3"),
    "5": gettext_lazy("día 5"),
    "10": gettext_lazy("día 10"),
    "15": gettext_lazy("día 15"),
    "30": gettext_lazy("día 30"),
}
EMPTY_ROWS = 3


@sharing_fields()
class AlertForm(PlainForm):
    """A serious conduct. Left blank there is none; once something is written, all that others need to act is asked.

    It is told when it is ticked so, which comes last: half a sentence that a page saves by itself tells nobody.
    """

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("¿Qué fue?"), choices=[("", gettext_lazy("Elige")), *Alert.Kind.choices], required=False
    )
    concerns = forms.ChoiceField(
        label=gettext_lazy("¿Quién lo hizo?"),
        choices=[("", gettext_lazy("Elige")), *Alert.Concerns.choices],
        required=False,
        help_text=gettext_lazy("A quien señales nunca se le avisa ni puede leer esta marca."),
    )
    description = forms.CharField(
        label=gettext_lazy("¿Qué viste y escuchaste?"),
        max_length=4000,
        required=False,
        widget=TextArea(rows=4),
        help_text=gettext_lazy("Los hechos y las palabras exactas, sin interpretar y sin nombres de niñas ni niños."),
    )
    happened_at = forms.TimeField(label=gettext_lazy("¿A qué hora?"), required=False, widget=TimeInput)
    child = forms.CharField(
        label=gettext_lazy("¿A quién le pasó?"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Solo iniciales o edad: «M. Q.», «una niña de 4 años»."),
    )
    danger = forms.ChoiceField(
        label=gettext_lazy("¿Alguien está en peligro ahora?"),
        choices=Alert.Danger.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    tell = forms.BooleanField(label=gettext_lazy("Avisar ahora a quienes deben actuar"), required=False)

    ASKED = ("kind", "concerns", "description", "danger")
    WRITTEN = ("kind", "concerns", "description", "happened_at", "child", "danger", "tell")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("id", uuid.uuid4())

    @property
    def is_written(self) -> bool:
        return self.is_bound and any((self[name].data or "").strip() for name in self.WRITTEN if name in self.fields)

    def clean_child(self) -> str:
        text: str = self.cleaned_data["child"]
        if words := names_in_child(text):
            raise ValidationError(
                _("Solo iniciales o edad, sin nombres: «M. Q.», «una niña de 4 años». Quita «%(words)s».")
                % {"words": ", ".join(words)}
            )
        return text

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if self.is_written:
            for name in self.ASKED:
                if name not in self.errors and not values.get(name):
                    self.add_error(name, _("Hace falta para que alguien pueda actuar."))
            if "tell" in self.fields and not values.get("tell"):
                self.add_error("tell", _("Para que llegue, marca que se avise; si fue un error, borra lo escrito."))
        return values

    def told(self, happened_on: date) -> AlertRecord | None:
        """What the form says of a day; None where it is blank or lacks something."""
        return self.record(happened_on) if self.is_written and self.is_valid() else None

    def record(self, happened_on: date) -> AlertRecord:
        """What the valid form says of a day."""
        values = self.cleaned_data
        return AlertRecord(
            id=values["id"] or uuid.uuid4(),
            happened_on=happened_on,
            **{name: values[name] for name in ("kind", "concerns", "description", "happened_at", "child", "danger")},
        )

    def layout(self) -> Layout:
        return Layout(
            "id",
            "kind",
            "concerns",
            "description",
            Div("happened_at", "child", css_class="app-fields"),
            "danger",
            "tell",
        )


class DatedAlertForm(AlertForm):
    """An alert on a page of its own, which asks for the day and can't be left blank."""

    happened_on = DayField(label=gettext_lazy("¿Qué día?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["tell"]  # its button says so
        for name in self.ASKED:
            self.fields[name].required = True

    @property
    def is_written(self) -> bool:
        return self.is_bound

    def clean_happened_on(self) -> date:
        day: date = self.cleaned_data["happened_on"]
        if day > timezone.localdate():
            raise ValidationError(_("Ese día todavía no llega."))
        return day

    def layout(self) -> Layout:
        when = Div("happened_on", "happened_at", css_class="app-fields")
        return Layout("id", "kind", "concerns", "description", when, "child", "danger")


class StepForm(EditForm):
    """What became of a step."""

    done_on = DayField(label=gettext_lazy("Se hizo el"), required=False)
    number = forms.CharField(
        label=gettext_lazy("Número o código"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("El del acta, el oficio, el libro o SíseVe, si lo tiene."),
    )
    unneeded_because = forms.CharField(
        label=gettext_lazy("O no corresponde, porque"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Déjalo vacío si se hizo."),
    )

    def stored(self) -> Mapping[str, Any]:
        [stored] = AlertStep.objects.filter(pk=self.row.pk).values("done_on", "number", "unneeded_because")
        return stored


class AlertNoteForm(PlainForm):
    note_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    text = forms.CharField(
        label=gettext_lazy("Agrega lo que hiciste, o aclara algo"), max_length=4000, widget=TextArea(rows=3)
    )

    def layout(self) -> Layout:
        return Layout("note_id", Field("text"))


class ProtocolForm(EditForm):
    """The steps of one kind in a UGEL: a row each, with its limit and the norm that it comes from."""

    checked = forms.BooleanField(
        label=gettext_lazy("Lo revisé con el área de convivencia, según las normas vigentes"),
        error_messages={"required": gettext_lazy("Guárdalo cuando esté revisado.")},
    )

    def __init__(self, *args: Any, protocol: Protocol, **kwargs: Any) -> None:
        self.protocol = protocol
        super().__init__(*args, **kwargs)
        self.rows = range(len(protocol.steps) + EMPTY_ROWS)
        for n in self.rows:
            self.fields[f"text_{n}"] = forms.CharField(
                label=_("Paso %(n)s") % {"n": n + 1}, max_length=300, required=False, widget=TextArea(rows=2)
            )
            self.fields[f"limit_{n}"] = forms.ChoiceField(
                label=_("Hasta cuándo"), choices=[("", "—"), *LIMITS.items()], required=False
            )
            self.fields[f"source_{n}"] = forms.CharField(label=_("Norma"), max_length=200, required=False)
        self.order_fields([name for name in self.fields if name != "checked"])

    def stored(self) -> Mapping[str, Any]:
        return {
            f"{name}_{n}": getattr(step, name)
            for n, step in enumerate(protocol_of(self.row, self.protocol.kind).steps)
            for name in ("text", "limit", "source")
        }

    def name_of(self, name: str) -> str:
        part, number = name.rsplit("_", 1)
        step = _("paso %(n)s") % {"n": int(number) + 1}
        return step if part == "text" else f"{step}, {super().name_of(name)}"

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        for n in self.rows:
            if values.get(f"text_{n}") and not values.get(f"limit_{n}"):
                self.add_error(f"limit_{n}", _("Di hasta cuándo."))
        return values

    def steps(self) -> list[Step]:
        """The rows that say something, in their order."""
        values = self.cleaned_data
        rows = ({name: values[f"{name}_{n}"] for name in ("text", "limit", "source")} for n in self.rows)
        return [Step(**row) for row in rows if row["text"]]

    def layout(self) -> Layout:
        rows = [
            Div(f"text_{n}", Div(f"limit_{n}", f"source_{n}", css_class="app-fields"), css_class="app-row")
            for n in self.rows
        ]
        return Layout(*rows, "checked")
