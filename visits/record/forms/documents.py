"""Part 1 of the visit form: which of the documents that the campaign asks for were shown."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

YES_NO = [("yes", gettext_lazy("Sí")), ("no", gettext_lazy("No"))]


def _yes_or_no() -> list[Any]:
    """Asked only where something was answered: a form has as many of these as the campaign has documents."""
    return YES_NO


class DocumentsForm(forms.Form):
    """A yes or no for each document, which may stay unanswered; those of an earlier list stay while answered."""

    def __init__(self, data: Any = None, *, asked: Iterable[str], shown: Mapping[str, bool]) -> None:
        super().__init__(data, prefix="documents")
        self.names = {_input_of(name): name for name in dict.fromkeys([*asked, *shown])}
        for key, name in self.names.items():
            answered = {None: None, True: "yes", False: "no"}
            self.fields[key] = forms.ChoiceField(
                label=_(name),
                choices=_yes_or_no,
                required=False,
                widget=forms.RadioSelect,
                initial=answered[shown.get(name)],
            )

    def answers(self) -> dict[str, bool]:
        given = self.cleaned_data
        return {name: given[key] == "yes" for key, name in self.names.items() if given.get(key)}


def _input_of(name: str) -> str:
    """Return the name of a document's input: the same wherever it stands on the list."""
    return sha256(name.encode()).hexdigest()[:12]
