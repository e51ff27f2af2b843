"""The form of a comparison: for each part that differs, what stays; and what it was asked about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visits.record.merging import Choice, Together

from .comparing import Compared, Comparison

BOTH = {
    Together.ROWS: gettext_lazy("Quedan las dos"),
    Together.TEXTS: gettext_lazy("Quedan los dos textos, uno tras otro"),
    Together.VALUES: gettext_lazy("Queda todo lo marcado"),
}


class ChoosingForm(forms.Form):
    """One choice a part. What erases nothing is proposed; where every choice erases something, none is."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)  # the digest of what was compared

    def __init__(self, data: Any = None, *, comparison: Comparison, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._comparison = comparison
        self.compared = {f"keep-{one.key}": one for one in comparison.differing}
        for name, one in self.compared.items():
            self.fields[name] = forms.ChoiceField(
                label=one.label,
                choices=[(choice.value, _said_of(choice, one)) for choice in one.part.choices],
                initial=one.part.default,
                widget=forms.RadioSelect,
                error_messages={"required": _("Elige cuál queda.")},
            )

    def merged(self) -> dict[str, list[str]]:
        """The inputs of the visit's form with what was chosen."""
        return self._comparison.merged(self.choices())

    def choices(self) -> dict[str, Choice]:
        """What was chosen, by the key of each part."""
        return {one.key: Choice(self.cleaned_data[name]) for name, one in self.compared.items()}

    def keeps_what_is_saved(self) -> bool:
        """Whether every choice leaves what is saved already, so that there is nothing to write."""
        chosen = self.choices()
        return all(
            one.part.left_by(chosen[one.key]) == one.part.left_by(Choice.SAVED) for one in self.compared.values()
        )

    def asked(self) -> list[dict[str, Any]]:
        """What the page asks, part by part: its field, and each choice with what it says in words."""
        return [
            {"section": one.section, "field": self[name], "radios": self._radios(name)}
            for name, one in self.compared.items()
        ]

    def _radios(self, name: str) -> list[tuple[Any, Any]]:
        one = self.compared[name]
        words = {Choice.SAVED: one.saved, Choice.SENT: one.sent, Choice.BOTH: ()}
        return [(radio, words[Choice(radio.data["value"])]) for radio in self[name]]


def _said_of(choice: Choice, one: Compared) -> Any:
    """What a choice does, as the page says it beside what that side says."""
    if choice is Choice.BOTH:
        return BOTH[one.part.together]
    if choice is Choice.SAVED and not one.part.saved:
        return _("No se agrega") if one.listed else _("Queda en blanco")
    if choice is Choice.SENT and not one.part.sent:
        return _("Se quita") if one.listed else _("Queda en blanco")
    return _("Queda lo guardado") if choice is Choice.SAVED else _("Queda lo enviado")
