"""The form of the dashboards; it only narrows what is read."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accompaniment.models import Phase


class PhaseForm(forms.Form):
    """Which visit of each person a level distribution counts."""

    phase = forms.ChoiceField(
        label=_("Qué visita mostrar"),
        required=False,
        choices=[("", _("La última de cada persona")), *((p.value, _("La última de %s") % p.label) for p in Phase)],
    )

    def chosen(self) -> str:
        """The chosen phase, or nothing for the latest visit of any."""
        return self.cleaned_data.get("phase", "") if self.is_valid() else ""

    def chosen_filter(self) -> dict[str, str]:
        """What a link to the visits behind a figure says of the choice."""
        return {"phase": self.chosen()} if self.chosen() else {}
