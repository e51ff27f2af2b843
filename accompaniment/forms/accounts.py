"""The forms of signing in, in the words of this house; what they do is django-allauth's."""

from __future__ import annotations

import re
from typing import Any

from allauth.account import forms as allauth
from crispy_forms.helper import FormHelper
from django.utils.translation import gettext_lazy as _

REPEATED = _("Escríbela otra vez")


def plain_helper() -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class OurWords:
    """Labels and helps of our own; a placeholder that repeats its label only disappears when one types."""

    words: dict[str, tuple[Any, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()
        for name, (label, help_text) in self.words.items():
            field = self.fields[name]  # type: ignore[attr-defined]
            field.label, field.help_text = label, help_text
            field.widget.attrs.pop("placeholder", None)


class LoginForm(OurWords, allauth.LoginForm):
    words = {"login": (_("DNI o correo"), ""), "password": (_("Clave"), "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
        }

    def clean_login(self) -> str:
        """A document as printed on the card, with blanks or dashes, is the same document."""
        login = str(super().clean_login())
        return login if "@" in login else re.sub(r"[\s.\-]", "", login).upper()


class ChangePasswordForm(OurWords, allauth.ChangePasswordForm):
    words = {
        "oldpassword": (_("Tu clave de ahora"), ""),
        "password1": (_("Clave nueva"), _("Al menos 10 letras o números; una frase corta se recuerda mejor.")),
        "password2": (REPEATED, ""),
    }


class SetPasswordForm(OurWords, allauth.SetPasswordForm):
    words = {key: ChangePasswordForm.words[key] for key in ("password1", "password2")}


class ResetPasswordKeyForm(OurWords, allauth.ResetPasswordKeyForm):
    words = SetPasswordForm.words


class ResetPasswordForm(OurWords, allauth.ResetPasswordForm):
    words = {"email": (_("Tu correo"), "")}
