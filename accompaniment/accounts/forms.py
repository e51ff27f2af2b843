"""Fields that ask who somebody is, and how forms lay them out."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Column, Fieldset, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.forms import PlainForm
from accompaniment.lib.identifiers import DocumentType, clean_document

from .person import PersonData


class PersonFields(PlainForm):
    """A person by document and names, for whom an account may be made."""

    document_type = forms.ChoiceField(label=_("Tipo de documento"), choices=DocumentType.choices)
    document_number = forms.CharField(
        label=_("Número de documento"),
        max_length=20,
        help_text=_("El DNI tiene 8 dígitos."),
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off", "spellcheck": "false"}),
    )
    first_names = forms.CharField(label=_("Nombres"), max_length=80, widget=forms.TextInput({"autocomplete": "off"}))
    last_names = forms.CharField(label=_("Apellidos"), max_length=80, widget=forms.TextInput({"autocomplete": "off"}))
    email = forms.EmailField(
        label=_("Correo"),
        required=False,
        help_text=_("Si lo tiene: le sirve para entrar y para recuperar su clave."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind, number = cleaned.get("document_type"), cleaned.get("document_number")
        if kind and number:
            try:
                cleaned["document_number"] = clean_document(kind, number)
            except ValidationError as error:
                self.add_error("document_number", error)
        return cleaned

    def person(self) -> PersonData:
        names = ("document_number", "first_names", "last_names", "email")
        return PersonData(**{name: self.cleaned_data[name] for name in names})


def account_layout() -> Fieldset:
    """The fields of a person, as the forms that make an account show them."""
    return Fieldset(
        _("La persona"),
        Row(Column("document_type", css_class="col-sm-5"), Column("document_number", css_class="col-sm-7")),
        Row(Column("first_names", css_class="col-sm-6"), Column("last_names", css_class="col-sm-6")),
        "email",
    )
