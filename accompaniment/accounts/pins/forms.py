"""The form with which a person sets the PIN for signing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accompaniment.accounts.models import User
from accompaniment.lib.forms import CodeField, PlainForm

DIGITS = {"inputmode": "numeric", "autocomplete": "off"}


class PinForm(PlainForm):
    pin = CodeField(
        label=_("PIN nuevo"), max_length=12, help_text=_("De 6 a 12 números."), widget=forms.PasswordInput(DIGITS)
    )
    again = CodeField(label=_("Escríbelo otra vez"), max_length=12, widget=forms.PasswordInput(DIGITS))
    password = forms.CharField(
        label=_("Tu clave de siempre"),
        help_text=_("Para saber que eres tú."),
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("Esa no es tu clave."))
        return password

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("pin") and values.get("again") and values["pin"] != values["again"]:
            self.add_error("again", _("Los dos PIN no son iguales."))
        return values
