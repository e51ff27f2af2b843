"""What an instrument says of itself, and from when to when a version is used."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.access import reach_of
from accompaniment.lib.edit_forms import EditForm
from accompaniment.lib.forms import DayField, PlainForm
from accompaniment.models import Cycle, Teacher, Ugel, User
from rubrics.instruments.models.instruments import Instrument
from rubrics.instruments.services.drafts import InstrumentData
from rubrics.instruments.texts import holds_html, tidy

EVERYONE = "all"


class PlainText(forms.CharField):
    """A text without markup, its lines tidied."""

    def to_python(self, value: Any) -> Any:
        return tidy(super().to_python(value) or "")

    def validate(self, value: Any) -> None:
        super().validate(value)
        if holds_html(value):
            raise ValidationError(_("Trae etiquetas de HTML: escribe solo el texto."), code="html")


class OwnerForm(PlainForm):
    """Asks whose an instrument is, when there is a choice: a UGEL's or, for an administrator, everyone's."""

    owner = forms.ChoiceField(label=gettext_lazy("De quién es"))

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ugels = {str(ugel.pk): ugel for ugel in Ugel.objects.managed_by(by)}
        owners = [(key, str(ugel)) for key, ugel in self.ugels.items()]
        if reach_of(by).is_administrator:
            owners.append((EVERYONE, _("de todas las UGEL")))
        self.only_owner = owners[0][0]
        if len(owners) > 1:
            self.fields["owner"].choices = owners  # type: ignore[attr-defined]
        else:
            del self.fields["owner"]

    def ugel(self) -> Ugel | None:
        return self.ugels.get(self.cleaned_data.get("owner", self.only_owner))


class InstrumentForm(OwnerForm):
    """An instrument's title and whom it is for; whose it is, when the person may choose."""

    title = PlainText(label=gettext_lazy("Título"), max_length=160)
    teacher_kind = forms.ChoiceField(label=gettext_lazy("Para quién es"), choices=Teacher.Kind.choices)
    cycle = forms.ChoiceField(
        label=gettext_lazy("Ciclo"), choices=[("", gettext_lazy("los dos ciclos")), *Cycle.choices], required=False
    )
    source = PlainText(
        label=gettext_lazy("Fuente"),
        max_length=240,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("De dónde vienen los títulos y la estructura: una norma, una ficha de la UGEL…"),
    )
    by_default = forms.BooleanField(
        label=gettext_lazy("Usarlo en las visitas"),
        required=False,
        help_text=gettext_lazy("Sin marcar, sirve de modelo: no se abre en las visitas, y se puede copiar."),
    )

    form_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)

    field_order = ["title", "teacher_kind", "cycle", "source", "owner", "by_default"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"by_default": True, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def instrument(self) -> InstrumentData:
        """Return what a valid form says."""
        names = ("title", "teacher_kind", "cycle", "source", "by_default")
        return InstrumentData(**{name: self.cleaned_data[name] for name in names}, ugel=self.ugel())


class AboutForm(EditForm, InstrumentForm):
    """The same for an instrument that exists: whose it is stays."""

    def __init__(self, *args: Any, row: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, row=row, initial=_said_of(row), **kwargs)
        self.fields.pop("owner", None)
        del self.fields["form_id"]

    def stored(self) -> dict[str, Any]:
        return _said_of(self.row)


def _said_of(instrument: Any) -> dict[str, Any]:
    return {name: getattr(instrument, name) for name in ("title", "teacher_kind", "cycle", "source", "by_default")}


class PublishForm(PlainForm):
    valid_from = DayField(label=gettext_lazy("Se usa desde"))
    valid_to = DayField(
        label=gettext_lazy("Último día"),
        required=False,
        help_text=gettext_lazy("Si todavía no se sabe, déjalo vacío: después se puede retirar."),
    )


class RetireForm(PlainForm):
    unused_from = DayField(label=gettext_lazy("Ya no se usa desde"), initial=timezone.localdate)
