"""The name of a saved view."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.edit_forms import EditForm
from accompaniment.lib.forms import PlainForm

from .models import SavedView

LONGEST = SavedView._meta.get_field("name").max_length


class NewViewForm(PlainForm):
    name = forms.CharField(label=_("Nombre de la vista"), max_length=LONGEST)
    query = forms.CharField(widget=forms.HiddenInput, max_length=4000, required=False)


class ViewNameForm(EditForm):
    name = forms.CharField(label=_("Nombre de la vista"), max_length=LONGEST)

    def stored(self) -> dict[str, Any]:
        return {"name": self.row.name}
