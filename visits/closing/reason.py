"""Why a closed visit is corrected."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.widgets import TextArea


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("¿Por qué la corriges?"),
        max_length=400,
        widget=TextArea(rows=2),
        help_text=_("Lo leerán la persona acompañada, la especialista y, si su servicio la tiene, la directora."),
    )
