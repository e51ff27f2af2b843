"""Whether one comes to a session, and why not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accompaniment.lib.forms import PlainForm
from visits.groups.models import Attendance


class AnswerForm(PlainForm):
    """`sequence` is that of the session as the page shows it."""

    sequence = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = forms.CharField(
        label=gettext_lazy("Por qué no puedes"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Lo leen quien conduce la reunión, quien te acompaña, tu directora y la UGEL."),
    )

    def __init__(self, data: Any = None, *, attendance: Attendance) -> None:
        super().__init__(data, initial={"sequence": attendance.session.sequence, "reason": attendance.answer_reason})

    def show_it_anew(self, sequence: int) -> None:
        """The page shows the session as it is now: what is sent from it answers that."""
        self.data = {**self.data, "sequence": sequence, "reason": self["reason"].data}
