"""Part 1 of the visit form: when, how, which moments, and the children counted."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.models import Assignment

from ..models import Visit
from ..models.visits import Moment
from .widgets import DateInput, TextArea, TimeInput


def check_day(day: date, assignment: Assignment) -> None:
    """Raise ValidationError unless the campaign and the assignment both hold `day`."""
    campaign = assignment.campaign
    if not campaign.starts_on <= day <= campaign.ends_on:
        raise forms.ValidationError(
            _("La campaña va del %(first)s al %(last)s: esta fecha queda fuera.")
            % {"first": _short(campaign.starts_on), "last": _short(campaign.ends_on)}
        )
    if day < assignment.starts_on or (assignment.ends_on and day > assignment.ends_on):
        raise forms.ValidationError(_("En esa fecha no acompañabas a esta persona."))


def _short(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


class HeaderForm(forms.ModelForm[Visit]):
    moments = forms.MultipleChoiceField(
        label=gettext_lazy("Momentos observados"),
        choices=Moment.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Visit
        fields = [
            "phase",
            "mode",
            "medium",
            "visited_on",
            "starts_at",
            "ends_at",
            "moments",
            "enrolled_boys",
            "enrolled_girls",
            "present_boys",
            "present_girls",
            "with_disability",
            "purpose",
            "private_notes",
        ]
        widgets = {
            "visited_on": DateInput,
            "starts_at": TimeInput,
            "ends_at": TimeInput,
            "purpose": TextArea(rows=2),
            "private_notes": TextArea(rows=3),
        }
        help_texts = {"private_notes": gettext_lazy("Solo tú las lees: no salen en ningún documento.")}

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assignment = assignment
        for name in ("enrolled_boys", "enrolled_girls", "present_boys", "present_girls", "with_disability"):
            self.fields[name].widget.attrs.update(inputmode="numeric", max=500)

    def clean_visited_on(self) -> date:
        day: date = self.cleaned_data["visited_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("La visita todavía no ha ocurrido: revisa la fecha."))
        check_day(day, self.assignment)
        return day

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = values.get("starts_at"), values.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("La hora de término debe ser posterior a la de inicio."))
        self._check_children(values)
        return values

    def _check_children(self, values: dict[str, Any]) -> None:
        for who in ("boys", "girls"):
            enrolled, present = values.get(f"enrolled_{who}"), values.get(f"present_{who}")
            if enrolled is not None and present is not None and present > enrolled:
                self.add_error(f"present_{who}", _("Hay más presentes que matriculados; revisa los dos números."))
        total = sum(values.get(f"enrolled_{who}") or 0 for who in ("boys", "girls"))
        if values.get("with_disability") and values["with_disability"] > total:
            self.add_error("with_disability", _("No puede haber más que matriculados en total."))

    def _post_clean(self) -> None:
        """Skip building the instance: the service writes the visit, and only from values that are all right."""
