"""Part 1 of the visit form: the further days of a visit of several days."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.lib.form_rows import RowForm, Rows, rows_of
from accompaniment.lib.shared_fields import sharing_fields
from accompaniment.lib.widgets import DateInput, TimeInput
from accompaniment.models import Assignment

from .header import END_AFTER_START, check_day, check_not_ahead

MOST_DAYS = 9


@sharing_fields()
class DayForm(RowForm):
    """One more day, with its times."""

    WRITTEN = frozenset({"day", "starts_at", "ends_at"})

    day = forms.DateField(label=gettext_lazy("Fecha"), widget=DateInput)
    starts_at = forms.TimeField(label=gettext_lazy("Hora de inicio"), widget=TimeInput)
    ends_at = forms.TimeField(label=gettext_lazy("Hora de término"), widget=TimeInput)

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        starts, ends = values.get("starts_at"), values.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", END_AFTER_START)
        return values


DayRows = rows_of(DayForm, extra=1, most=MOST_DAYS)


def require_days_apart(rows: Rows, first: date, assignment: Assignment) -> None:
    """Mark further days that are not after the `first`, repeat one, have not come or fall outside the assignment."""
    seen: set[date] = set()
    for form in rows.forms:
        day = form.cleaned_data.get("day") if form.has_changed() else None
        if day is None:
            continue
        try:
            _check(day, first, seen, assignment)
        except ValidationError as refused:
            form.add_error("day", refused)
        seen.add(day)


def _check(day: date, first: date, seen: set[date], assignment: Assignment) -> None:
    if day in seen or day == first:
        raise ValidationError(_("Ese día ya está: pon sus horas una sola vez."))
    if day < first:
        raise ValidationError(_("Este día es anterior al primero: pon el primer día arriba."))
    check_not_ahead(day)
    check_day(day, assignment)
