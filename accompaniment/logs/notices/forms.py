"""The form of what a UGEL says of the personal data that it keeps."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.edit_forms import EditForm
from accompaniment.lib.forms import CodeField

from .models import validate_ruc
from .services import PARTS, notices_of


def long_text(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 5}))


class NoticeForm(EditForm):
    """Its row is the UGEL, which is there before its notice."""

    holder = forms.CharField(
        label=_("Titular del banco de datos"),
        max_length=160,
        required=False,
        help_text=_("El nombre completo de la entidad."),
    )
    ruc = CodeField(label=_("RUC"), max_length=20, required=False, validators=[validate_ruc])
    address = forms.CharField(label=_("Dirección"), max_length=200, required=False)
    bank = forms.CharField(label=_("Banco de datos"), max_length=160, required=False)
    bank_code = forms.CharField(
        label=_("Código de registro del banco"),
        max_length=40,
        required=False,
        help_text=_("El del Registro Nacional de Protección de Datos Personales."),
    )
    legal_basis = long_text(_("Base legal"))
    purposes = long_text(_("Para qué se usan"))
    recipients = long_text(_("Quiénes los reciben"))
    term = long_text(_("Cuánto tiempo"))
    rights = long_text(_("Cómo ejercer tus derechos"))
    officer = forms.CharField(label=_("Oficial de protección de datos"), max_length=120, required=False)
    officer_email = forms.EmailField(label=_("Correo de la oficial"), required=False)
    officer_phone = forms.CharField(label=_("Teléfono de la oficial"), max_length=40, required=False)
    complaint = long_text(_("Si no te responden"))

    def stored(self) -> dict[str, Any]:
        [notice] = notices_of([self.row])
        return {name: getattr(notice, name) for name in PARTS}

    def layout(self) -> Layout:
        return Layout(
            Fieldset(
                _("Quién responde por los datos"),
                "holder",
                Row(Column("ruc", css_class="col-sm-6"), Column("address", css_class="col-sm-6")),
                Row(Column("bank", css_class="col-sm-6"), Column("bank_code", css_class="col-sm-6")),
            ),
            Fieldset(_("Qué se hace con ellos"), "legal_basis", "purposes", "recipients", "term"),
            Fieldset(
                _("Qué puedes pedir y a quién"),
                "rights",
                "officer",
                Row(Column("officer_email", css_class="col-sm-6"), Column("officer_phone", css_class="col-sm-6")),
                "complaint",
            ),
        )
