"""Part 2 of the visit form: what became of earlier commitments."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Commitment, CommitmentReview
from .widgets import DateInput, TextArea

WITH_EVIDENCE = {Commitment.Status.FULFILLED, Commitment.Status.PARTLY}


class ReviewForm(forms.Form):
    """The verdict on one commitment of an earlier visit or group session."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("¿Se cumplió?"),
        choices=CommitmentReview.VERDICTS,
        required=False,
        widget=forms.RadioSelect,
    )
    evidence = forms.CharField(
        label=gettext_lazy("¿Cómo lo vimos?"), max_length=4000, required=False, widget=TextArea(rows=2)
    )
    new_due_on = forms.DateField(label=gettext_lazy("Nueva fecha"), required=False, widget=DateInput)

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commitment = commitment

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        verdict = values.get("verdict")
        if verdict == Commitment.Status.RESCHEDULED and not values.get("new_due_on"):
            self.add_error("new_due_on", _("Si se reprograma, acuerden una nueva fecha."))
        if verdict in WITH_EVIDENCE and not values.get("evidence"):
            self.add_error("evidence", _("Di cómo lo vieron: qué hizo, dijo o mostró."))
        if verdict == Commitment.Status.FULFILLED:
            values["new_due_on"] = None
        if (values.get("evidence") or values.get("new_due_on")) and not verdict:
            self.add_error("verdict", _("Elige si se cumplió."))
        return values


def require_new_dates_after(reviews: list[ReviewForm], day: date) -> None:
    """Mark the new dates that come before the visit's `day`."""
    for form in reviews:
        new_day = form.cleaned_data.get("new_due_on")
        if new_day and new_day < day:
            form.add_error("new_due_on", _("La nueva fecha es anterior a la visita."))
