"""What the page of the downloads narrows its lists by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.forms import PlainForm
from accompaniment.lib.widgets import DateInput
from accompaniment.models import Institution, Network, Teacher, User


class DownloadsForm(PlainForm):
    """Days, network and kind of person."""

    since = forms.DateField(label=_("Desde"), required=False, widget=DateInput)
    until = forms.DateField(label=_("Hasta"), required=False, widget=DateInput)
    network = forms.ChoiceField(label=_("Red educativa"), required=False)
    kind = forms.ChoiceField(label=_("Cargo"), required=False, choices=[("", _("Todos")), *Teacher.Kind.choices])

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        places = Institution.objects.visible_to(user)
        names = Network.objects.filter(institutions__in=places).order_by("name").values_list("name", flat=True)
        self.fields["network"].choices = [("", _("Todas")), *((name, name) for name in names.distinct())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = asked.get("since"), asked.get("until")
        if since and until and until < since:
            self.add_error("until", _("La fecha final es anterior a la inicial."))
        return asked

    @property
    def asked(self) -> dict[str, list[str]]:
        """What the lists are narrowed by, as their addresses say it; all of it also where some is wrong."""
        return {name: [value] for name in self.fields if (value := self.data.get(name))}
