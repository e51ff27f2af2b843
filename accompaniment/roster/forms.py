"""The forms of a roster: its upload, and what a file leaves open. What it holds is judged by who reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accompaniment.lib.forms import PlainForm
from accompaniment.lib.tables.fields import TableField

from .columns import BY_KEY
from .doubts import DAY_FIRST, LEAVE_EMPTY, MONTH_FIRST, Doubt


class RosterUploadForm(PlainForm):
    file = TableField(
        help_text=gettext_lazy(
            "Excel (.xlsx) o CSV, de hasta 10 MB y 1000 filas. Sirve también un corte de NEXUS: entran sus filas de"
            " inicial."
        )
    )


class DoubtsForm(PlainForm):
    """One question for each doubt; what stays unanswered stays as it is."""

    def __init__(self, *args: Any, doubts: Sequence[Doubt], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for doubt in doubts:
            self.fields[doubt.name] = forms.ChoiceField(
                label=_label(doubt), choices=[("", "–"), *_answers(doubt)], required=False
            )

    def answers(self) -> dict[str, str]:
        return {name: answer for name, answer in self.cleaned_data.items() if answer}


def _label(doubt: Doubt) -> str:
    heading = BY_KEY[doubt.column].heading
    if doubt.is_about_dates:
        return _("%(column)s: hay fechas como «%(word)s», ¿cómo se leen?") % {"column": heading, "word": doubt.word}
    text = ngettext("%(column)s: «%(word)s», en %(n)d fila", "%(column)s: «%(word)s», en %(n)d filas", doubt.count)
    return text % {"column": heading, "word": doubt.word, "n": doubt.count}


def _answers(doubt: Doubt) -> Iterator[tuple[str, str]]:
    if doubt.is_about_dates:
        yield MONTH_FIRST, _("mes, día y año")
        yield DAY_FIRST, _("día, mes y año")
        return
    for word in BY_KEY[doubt.column].choices:
        yield word, word
    yield LEAVE_EMPTY, _("dejarlo vacío")
