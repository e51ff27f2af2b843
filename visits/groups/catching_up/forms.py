"""The task for whoever missed a session, her answer, and what its leader says to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accompaniment.lib.edit_forms import EditForm
from accompaniment.lib.forms import PlainForm
from accompaniment.lib.widgets import TextArea
from visits.groups.models import Attendance


class TaskForm(EditForm):
    catch_up_task = forms.CharField(
        label=gettext_lazy("Qué hará quien faltó"),
        max_length=4000,
        widget=TextArea(rows=4),
        help_text=gettext_lazy("Por ejemplo: lee la guía y cuenta cómo lo harías en tu aula o programa."),
    )
    catch_up_minutes = forms.IntegerField(
        label=gettext_lazy("Minutos que cuenta"),
        min_value=0,
        max_value=24 * 60,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=gettext_lazy("Se anotan aparte de las horas de quienes asistieron."),
    )

    def stored(self) -> Mapping[str, Any]:
        return {"catch_up_task": self.row.catch_up_task, "catch_up_minutes": self.row.catch_up_minutes}


class TaskAnswerForm(EditForm):
    answer = forms.CharField(label=gettext_lazy("Tu respuesta"), max_length=8000, widget=TextArea(rows=6))
    takes = forms.MultipleChoiceField(
        label=gettext_lazy("Me comprometo también a"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, row: Attendance, offered: Sequence[str]) -> None:
        super().__init__(data, row=row)
        self.fields["takes"].choices = [(action, action) for action in offered]  # type: ignore[attr-defined]
        if not offered:
            del self.fields["takes"]

    def stored(self) -> Mapping[str, Any]:
        return {"answer": self.row.catch_up_answer}


class ReplyForm(PlainForm):
    reply = forms.CharField(
        label=gettext_lazy("Si le falta algo, qué"), max_length=400, required=False, widget=TextArea(rows=2)
    )
