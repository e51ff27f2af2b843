"""The form that moves one planned visit to another day."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Visit
from .header import check_day
from .widgets import DateInput


class MoveForm(forms.Form):
    day = forms.DateField(label=_("Nueva fecha"), widget=DateInput)
    # The day that was warned about: sending it again is saying yes.
    warned_of = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: object = None, *, visit: Visit) -> None:
        super().__init__(data, initial={"day": visit.visited_on})  # type: ignore[arg-type]
        self.visit = visit

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        check_day(day, self.visit.assignment)
        return day

    def clean_warned_of(self) -> date | None:
        day: date | None = self.cleaned_data["warned_of"]
        return day

    @property
    def was_warned(self) -> bool:
        return self.cleaned_data["warned_of"] == self.cleaned_data["day"]
