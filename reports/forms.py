"""Forms of the pages about documents and figures; all of them only narrow what is read."""

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accompaniment.models import Phase
from accompaniment.text import fold

from .models import Document


class DocumentFilterForm(forms.Form):
    institution = forms.CharField(label=_("Institución o programa"), required=False, max_length=120)
    kind = forms.ChoiceField(
        label=_("Tipo de documento"), required=False, choices=[("", _("Todos")), *Document.Kind.choices]
    )

    def apply_to(self, documents: QuerySet[Document]) -> QuerySet[Document]:
        """Narrow `documents` by whatever was filled in rightly."""
        self.is_valid()
        chosen = self.cleaned_data
        if text := chosen.get("institution", "").strip():
            documents = documents.filter(
                Q(institution__search_name__contains=fold(text)) | Q(institution__modular_code__contains=text)
            )
        if kind := chosen.get("kind"):
            documents = documents.filter(kind=kind)
        return documents


class VerifyForm(forms.Form):
    code = forms.CharField(
        label=_("Código de verificación"),
        help_text=_("Doce letras y números, al pie del documento. Los espacios y guiones no importan."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """The code as it is kept: capitals, nothing between them."""
        code = "".join(c for c in self.cleaned_data["code"].upper() if c.isalnum())
        if len(code) != 12 or not code.isascii():
            raise forms.ValidationError(_("El código tiene doce letras y números."))
        return code


class PhaseForm(forms.Form):
    """Which visit of each person a level distribution counts."""

    phase = forms.ChoiceField(
        label=_("Visita que se cuenta"),
        required=False,
        choices=[("", _("La última de cada persona")), *((p.value, _("La última de %s") % p.label) for p in Phase)],
    )

    def chosen(self) -> str:
        """The chosen phase, or nothing for the latest visit of any."""
        return self.cleaned_data.get("phase", "") if self.is_valid() else ""
