"""The forms of signing in, with labels of our own; what they do is django-allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.totp.forms import ActivateTOTPForm
from crispy_forms.helper import FormHelper
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accompaniment.accounts.models import User
from accompaniment.lib.identifiers import compact

from .reset_letter import ask_for_link
from .second_codes import note_refusal, note_use, was_used
from .validators import help_for

WRONG_CODE = "incorrect_code"  # as the library calls it
REPEATED = _("Escríbela otra vez")


def plain_helper() -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class OwnLabels:
    """Labels and helps of our own; a placeholder that repeats its label only disappears when one types."""

    labels: dict[str, tuple[Any, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()
        for name, (label, help_text) in self.labels.items():
            field = self.fields[name]  # type: ignore[attr-defined]
            field.label, field.help_text = label, help_text
            field.widget.attrs.pop("placeholder", None)


class LoginForm(OwnLabels, allauth.LoginForm):
    labels = {"login": (_("DNI o correo"), ""), "password": (_("Clave"), "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
        }

    def clean_login(self) -> str:
        """A document is the same document with blanks or dashes, as printed on the card."""
        login = str(super().clean_login())
        return login if "@" in login else compact(login)


class NewPassword(OwnLabels):
    """Says what a good password is for the person whose form this is."""

    labels = {"password1": (_("Clave nueva"), ""), "password2": (REPEATED, "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = help_for(self.user)  # type: ignore[attr-defined]


class ChangePasswordForm(NewPassword, allauth.ChangePasswordForm):
    labels = {"oldpassword": (_("Tu clave de ahora"), ""), **NewPassword.labels}


class SetPasswordForm(NewPassword, allauth.SetPasswordForm):
    pass


class ResetPasswordKeyForm(NewPassword, allauth.ResetPasswordKeyForm):
    pass


class ResetPasswordForm(OwnLabels, allauth.ResetPasswordForm):
    labels = {"email": (_("Tu correo"), "")}

    def clean_email(self) -> str:
        """Nobody is looked up here: how long that takes would say whether the address is known."""
        return str(self.cleaned_data["email"]).lower()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        ask_for_link(address=self.cleaned_data["email"])
        return str(self.cleaned_data["email"])


class ReauthenticateForm(OwnLabels, allauth.ReauthenticateForm):
    labels = {"password": (_("Tu clave"), "")}


class DigitsOnlyCode(OwnLabels):
    """A code of the phone: its own keyboard has digits alone."""

    labels = {"code": (_("Código"), _("Los 6 números que tu celular muestra ahora."))}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        """A code is the same in two groups, as phones show it, and in wide digits."""
        self.cleaned_data["code"] = compact(self.cleaned_data["code"])  # type: ignore[attr-defined]
        return str(super().clean_code())  # type: ignore[misc]


class EnteredCode(DigitsOnlyCode):
    """A code with which somebody enters, or says anew who she is; it serves once."""

    user: User

    def clean_code(self) -> str:
        try:
            code = super().clean_code() if not self._was_used() else self._refuse()
        except ValidationError as wrong:
            if wrong.code == WRONG_CODE:
                note_refusal(context.request, account=self.user, code=self.cleaned_data["code"])  # type: ignore[attr-defined]
            raise
        note_use(context.request, account=self.user, code=code)
        return code

    def _was_used(self) -> bool:
        return was_used(account=self.user, code=compact(self.cleaned_data["code"]))  # type: ignore[attr-defined]

    def _refuse(self) -> str:
        """As a wrong one is, and counted like one."""
        check_rate_limit(self.user)
        self.cleaned_data["code"] = compact(self.cleaned_data["code"])  # type: ignore[attr-defined]
        raise get_adapter().validation_error(WRONG_CODE)


class CodeForm(EnteredCode, mfa.AuthenticateForm):
    labels = {"code": (_("Código"), _("Los 6 números que tu celular muestra ahora, o uno de tus códigos de reserva."))}


class CodeAgainForm(EnteredCode, mfa.ReauthenticateForm):
    labels = CodeForm.labels


class ActivateCodeForm(DigitsOnlyCode, ActivateTOTPForm):
    pass
