"""Asking a colleague to show what she does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accompaniment.lib.forms import PlainForm
from accompaniment.lib.widgets import TextArea
from accompaniment.models import Teacher


class ColleagueForm(PlainForm):
    teacher = forms.ChoiceField(label=gettext_lazy("A quién"), help_text=gettext_lazy("Por orden alfabético."))
    show_request = forms.CharField(
        label=gettext_lazy("Qué le pides"),
        max_length=400,
        widget=TextArea(rows=3),
        help_text=gettext_lazy("Por ejemplo: cuenta en diez minutos cómo haces las preguntas después del cuento."),
    )

    def __init__(self, data: Any = None, *, people: Sequence[Teacher]) -> None:
        super().__init__(data)
        self.people = {str(one.pk): one for one in people}
        self.fields["teacher"].choices = [(key, str(one)) for key, one in self.people.items()]  # type: ignore[attr-defined]

    def asked(self) -> Teacher:
        return self.people[self.cleaned_data["teacher"]]
