"""The short forms that move a visit: planning and cancelling."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.models import Assignment

from ..models import Visit
from .header import check_day
from .widgets import DateInput, TextArea


class PlanForm(forms.ModelForm[Visit]):
    visit_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    planned_on = forms.DateField(label=_("Fecha"), widget=DateInput)

    class Meta:
        model = Visit
        fields = ["phase", "mode", "purpose"]
        widgets = {"purpose": TextArea(rows=3)}
        help_texts = {"purpose": _("Qué quieres mirar o conversar, según la visita anterior.")}

    field_order = ["planned_on", "phase", "mode", "purpose"]

    def __init__(self, data: Any = None, *, assignment: Assignment) -> None:
        super().__init__(data, initial={"phase": assignment.campaign.phase_on(timezone.localdate())})
        self.assignment = assignment

    def clean_planned_on(self) -> date:
        day: date = self.cleaned_data["planned_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Esa fecha ya pasó: para una visita hecha, usa «Registrar visita»."))
        check_day(day, self.assignment)
        return day

    def _post_clean(self) -> None:
        """Skip building the instance: the service writes the visit."""


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("¿Por qué no se hizo?"),
        max_length=400,
        widget=TextArea(rows=2),
        help_text=_("Por ejemplo: la docente estuvo de licencia, no hubo paso, paro."),
    )
