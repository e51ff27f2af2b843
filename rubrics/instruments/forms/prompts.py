"""The prompts of a criterion of a draft, as rows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.lib.edit_forms import EditForm
from accompaniment.lib.form_rows import RowForm, rows_of
from accompaniment.lib.locks import lock
from accompaniment.lib.text import whole_number
from rubrics.instruments.checks import MOST_PROMPTS
from rubrics.instruments.models.criteria import Criterion, Prompt

from .instruments import PlainText

BLANK = {"text": "", "moment": Prompt.Moment.OPENING, "value": ""}


class PromptForm(RowForm):
    """One question that helps to ask rather than tell."""

    WRITTEN = frozenset({"text"})

    moment = forms.ChoiceField(label=gettext_lazy("Momento"), choices=Prompt.Moment.choices)
    value = forms.TypedChoiceField(label=gettext_lazy("Nivel"), coerce=int, empty_value=None, required=False)
    text = PlainText(label=gettext_lazy("Pregunta"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, criterion: Criterion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = [(level.value, str(level)) for level in criterion.levels.all()]
        self.fields["value"].choices = [("", _("cualquier nivel")), *levels]  # type: ignore[attr-defined]


PromptRows = rows_of(PromptForm, extra=3, most=MOST_PROMPTS)


class PromptsForm(EditForm):
    """The prompts of a criterion. Its rows have forms of their own; here they only stand to be compared with what is
    stored.
    """

    def __init__(self, *args: Any, row: Criterion, **kwargs: Any) -> None:
        super().__init__(*args, row=row, initial=_inputs_of(row), **kwargs)
        self.held = row.version  # which the service locks before a criterion
        levels = [(level.value, str(level)) for level in row.levels.all()]
        for at in range(MOST_PROMPTS):
            named = _("Pregunta %(n)d") % {"n": at + 1}
            self.fields |= {
                _input(at, "text"): forms.CharField(label=named, required=False),
                _input(at, "moment"): forms.ChoiceField(
                    label=f"{named}, {_('momento')}", choices=Prompt.Moment.choices, required=False
                ),
                _input(at, "value"): forms.ChoiceField(
                    label=f"{named}, {_('nivel')}", choices=[("", _("cualquier nivel")), *levels], required=False
                ),
            }

    def stored(self) -> dict[str, Any]:
        lock(self.row)
        return _inputs_of(self.row)

    def _typed(self, name: str) -> Any:
        """A row that the page did not have is as blank as those that it had."""
        return super()._typed(name) if name in self.data else str(BLANK.get(name.rpartition("-")[2], ""))

    def _take_over(self, now: dict[str, Any], names: list[str]) -> None:
        super()._take_over(now, names)
        last = max(at for at in range(MOST_PROMPTS) if at == 0 or now[_input(at, "text")])
        there = whole_number(self.data.get("prompts-TOTAL_FORMS", "")) or 0
        self.data["prompts-TOTAL_FORMS"] = str(max(there, last + 1))  # type: ignore[index]


def _input(at: int, name: str) -> str:
    return f"prompts-{at}-{name}"


def _inputs_of(criterion: Criterion) -> dict[str, Any]:
    """Every row that a criterion may have, by the names of its inputs."""
    rows = [{name: getattr(one, name) for name in BLANK} for one in criterion.prompts.all()]
    rows += [BLANK] * (MOST_PROMPTS - len(rows))
    return {_input(at, name): value for at, row in enumerate(rows) for name, value in row.items()}
