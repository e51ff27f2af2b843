"""Part 3 of the visit form: the field notebook, and the minutes of active monitoring."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accompaniment.lib.form_rows import RowForm, Rows, rows_of
from accompaniment.lib.shared_fields import sharing_fields
from accompaniment.lib.widgets import TextArea, TimeInput
from rubrics.models import Criterion
from visits.record.record import LONG

from .row_parts import offer_criteria

DAY = 24 * 60


@sharing_fields()
class MonitoringForm(forms.Form):
    """How long the teacher watched over and helped the children at work; the page's stopwatch is there to count it."""

    minutes = forms.IntegerField(
        label=gettext_lazy("Minutos de acompañamiento activo"),
        help_text=gettext_lazy("Cuánto tiempo la docente o promotora observó y ayudó a los niños mientras trabajaban."),
        required=False,
        min_value=0,
        max_value=DAY,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )


@sharing_fields(but=("criterion",))
class NoteForm(RowForm):
    """One note of the field notebook."""

    WRITTEN = frozenset({"text"})

    noted_at = forms.TimeField(label=gettext_lazy("Hora"), required=False, widget=TimeInput)
    text = forms.CharField(  # a blank placeholder: by it the page's styles know an empty note
        label=gettext_lazy("Lo que vi"), max_length=LONG, widget=TextArea({"placeholder": " "}, rows=2)
    )
    criterion = forms.TypedChoiceField(
        label=gettext_lazy("¿Es evidencia de una rúbrica?"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_criteria(self, criteria)


NoteRows = rows_of(NoteForm)


def tagged(rows: Rows) -> Iterable[tuple[str, dict[str, Any]]]:
    """The notes that speak of a criterion, as they stand on the page: (criterion, what and when)."""
    for form in rows.forms:
        criterion, text = form["criterion"].value(), form["text"].value()
        if criterion and text:
            yield str(criterion), {"noted_at": form["noted_at"].value(), "text": text}
