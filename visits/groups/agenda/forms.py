"""The form of an agenda: a row for each moment, some left blank for more; its place says the order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.lib.edit_forms import EditForm
from visits.groups.models import AgendaMoment, GroupSession

from .services import Written

BLANK_ROWS = 3
MOST_MINUTES = 12 * 60


def _number(label: str, most: int) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, required=False, min_value=1, max_value=most, widget=widget)


class AgendaForm(EditForm):
    """Emptying the title of a row takes its moment away; a new one without a place comes last."""

    row: GroupSession
    whole = forms.CharField(
        label=gettext_lazy("La agenda"), required=False, widget=forms.HiddenInput
    )  # which there are

    def __init__(self, data: Any = None, *, row: GroupSession) -> None:
        self.keys = [*(str(moment.pk) for moment in row.agenda.all()), *(f"new{n}" for n in range(1, BLANK_ROWS + 1))]
        super().__init__(data, row=row)
        for key in self.keys:
            self.fields |= {
                f"place-{key}": _number(_("Lugar"), 99),
                f"title-{key}": forms.CharField(label=_("Momento"), max_length=120, required=False),
                f"minutes-{key}": _number(_("Minutos"), MOST_MINUTES),
            }

    def stored(self) -> Mapping[str, Any]:
        moments = list(AgendaMoment.objects.filter(session=self.row.pk))
        values: dict[str, Any] = {"whole": "\n".join(str(moment.pk) for moment in moments)}
        for n, moment in enumerate(moments, 1):
            values |= {
                f"place-{moment.pk}": n,
                f"title-{moment.pk}": moment.title,
                f"minutes-{moment.pk}": moment.minutes,
            }
        return values

    def name_of(self, name: str) -> str:
        """Which moment it is of: as it was called when the page opened."""
        key = name.partition("-")[2]
        if not key:
            return super().name_of(name)
        return f"{self.initial.get(f'title-{key}') or _('Momento nuevo')}, {super().name_of(name).lower()}"

    def _text_in_words(self, name: str, text: Any) -> str:
        if name != "whole":
            return super()._text_in_words(name, text)
        titles = {str(key): title for key, title in self.row.agenda.values_list("pk", "title")}
        return "; ".join(titles.get(key, "") for key in text.split())

    def rows(self) -> list[tuple[Any, Any, Any]]:
        return [(self[f"place-{key}"], self[f"title-{key}"], self[f"minutes-{key}"]) for key in self.keys]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        for key in self.keys:
            if values.get(f"title-{key}") and not values.get(f"minutes-{key}") and f"minutes-{key}" not in self.errors:
                self.add_error(f"minutes-{key}", _("¿Cuántos minutos?"))
            if key.startswith("new") and values.get(f"minutes-{key}") and not values.get(f"title-{key}"):
                self.add_error(f"title-{key}", _("¿Qué se hace?"))
        return values

    def moments(self) -> list[Written]:
        """Those with a title, by their places; of two at one place the upper one comes first."""
        data = self.cleaned_data
        written = [key for key in self.keys if data.get(f"title-{key}")]
        written.sort(key=lambda key: data.get(f"place-{key}") or len(self.keys) + 99)
        return [
            Written(None if key.startswith("new") else int(key), data[f"title-{key}"], data[f"minutes-{key}"])
            for key in written
        ]
