"""Part 1 of the visit form: when, how, which moments, and the children counted."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.campaigns.blocks import why_no_children
from accompaniment.lib.shared_fields import sharing_fields
from accompaniment.lib.widgets import DateInput, TextArea, TimeInput
from accompaniment.models import Assignment
from visits.record.models.visits import Visit

END_AFTER_START = gettext_lazy("La hora de término debe ser posterior a la de inicio.")
COUNTS = (
    "enrolled_boys",
    "enrolled_girls",
    "present_boys",
    "present_girls",
    "with_disability",
    "present_with_disability",
)

PART_TOO_BIG = {
    "with_disability": gettext_lazy("No puede haber más que matriculados en total."),
    "present_with_disability": gettext_lazy("No puede haber más que presentes en total."),
}


def check_not_ahead(day: date) -> None:
    """Raise ValidationError for a day that has not come yet, by our clock and not by the phone's."""
    today = timezone.localdate()
    if day > today:
        text = _("La visita todavía no ha ocurrido: hoy es %(today)s. Revisa la fecha y el reloj de tu celular.")
        raise forms.ValidationError(text % {"today": _short(today)})


def check_medium(form: forms.BaseForm, values: dict[str, Any]) -> None:
    """Mark a medium that is missing: accompanying from afar needs one."""
    if values.get("mode") not in (None, Visit.Mode.IN_PERSON) and not values.get("medium"):
        form.add_error("medium", _("Di por qué medio: videollamada, WhatsApp, llamada…"))


def check_day(day: date, assignment: Assignment) -> None:
    """Raise ValidationError unless the campaign and the assignment both hold `day`."""
    campaign = assignment.campaign
    if not campaign.starts_on <= day <= campaign.ends_on:
        raise forms.ValidationError(
            _("El año de acompañamiento va del %(first)s al %(last)s: esta fecha queda fuera.")
            % {"first": _short(campaign.starts_on), "last": _short(campaign.ends_on)}
        )
    if day < assignment.starts_on or (assignment.ends_on and day > assignment.ends_on):
        raise forms.ValidationError(_("En esa fecha no acompañabas a esta persona."))


def _short(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


@sharing_fields(but=("moments",))
class HeaderForm(forms.ModelForm[Visit]):
    moments = forms.MultipleChoiceField(
        label=gettext_lazy("Momentos observados"),
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
            "material",
            *COUNTS,
            "purpose",
            "unobserved_why",
            "private_notes",
        ]
        widgets = {
            "visited_on": DateInput,
            "starts_at": TimeInput,
            "ends_at": TimeInput,
            "purpose": TextArea(rows=2),
            "private_notes": TextArea(rows=3),
            **{name: forms.NumberInput({"inputmode": "numeric", "max": 500}) for name in COUNTS},
        }
        labels = {"unobserved_why": gettext_lazy("Si en esta visita no observaste la práctica, di por qué")}
        help_texts = {
            "private_notes": gettext_lazy("Solo tú las lees: no salen en ningún documento."),
            "unobserved_why": gettext_lazy("Entonces la visita se cierra sin niveles. Si la observaste, déjalo vacío."),
        }

    def __init__(self, *args: Any, assignment: Assignment, visit: Visit | None = None, **kwargs: Any) -> None:
        """A visit that was handed on leaves out the private notes, which are for the eyes of whoever made it."""
        super().__init__(*args, **kwargs)
        self.assignment = assignment
        if visit and visit.handed_to_id:
            del self.fields["private_notes"]
        self.fields["moments"].choices = self._moments  # type: ignore[attr-defined]

    @property
    def no_children(self) -> str:
        """Why the day that the form shows has no children; empty where it has some, or is no day."""
        try:
            day = self.fields["visited_on"].to_python(self["visited_on"].value())
        except forms.ValidationError:
            return ""
        return why_no_children(self.assignment.campaign, day) if day else ""

    def _moments(self) -> list[tuple[str, str]]:
        """Those of the campaign, and those that the visit holds, whatever the campaign says by now."""
        moments = dict.fromkeys([*self.assignment.campaign.moments, *self.initial.get("moments", [])])
        return [(moment, _(moment)) for moment in moments]

    def clean_visited_on(self) -> date:
        day: date = self.cleaned_data["visited_on"]
        check_not_ahead(day)
        check_day(day, self.assignment)
        return day

    def clean_material(self) -> str:
        """What was sent, in words or as an address that a browser may open."""
        material: str = self.cleaned_data["material"].strip()
        if "://" in material or material.startswith("www."):
            material = material if "://" in material else f"https://{material}"
            URLValidator(schemes=["http", "https"], message=_("Revisa el enlace: cópialo entero."))(material)
        return material

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = values.get("starts_at"), values.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", END_AFTER_START)
        check_medium(self, values)
        if values.get("mode") == Visit.Mode.ASYNCHRONOUS and values.get("material") == "":
            self.add_error("material", _("Pon el enlace al video, o di qué trabajo envió."))
        self._check_children(values)
        return values

    def _check_children(self, values: dict[str, Any]) -> None:
        for who in ("boys", "girls"):
            enrolled, present = values.get(f"enrolled_{who}"), values.get(f"present_{who}")
            if enrolled is not None and present is not None and present > enrolled:
                self.add_error(f"present_{who}", _("Hay más presentes que matriculados; revisa los dos números."))
        for whole, part in (("enrolled", "with_disability"), ("present", "present_with_disability")):
            total = sum(values.get(f"{whole}_{who}") or 0 for who in ("boys", "girls"))
            if (values.get(part) or 0) > total:
                self.add_error(part, PART_TOO_BIG[part])
        if (values.get("present_with_disability") or 0) > (values.get("with_disability") or 0):
            self.add_error("present_with_disability", _("Hay más presentes que matriculados; revisa los dos números."))

    def _post_clean(self) -> None:
        """Skip building the instance: the service writes the visit, and only from values that are all right."""
