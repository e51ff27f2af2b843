"""Forms of the pages about documents."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.forms import CodeField, PlainForm
from accompaniment.lib.search import found_by
from accompaniment.lib.widgets import TextArea
from reports.documents.models.documents import Document

from .kinds import KINDS


class DocumentFilterForm(forms.Form):
    institution = forms.CharField(label=_("Institución o programa"), required=False, max_length=120)
    kind = forms.ChoiceField(
        label=_("Tipo de documento"),
        required=False,
        choices=[("", _("Todos")), *((kind.code, kind.title) for kind in KINDS.values())],
    )

    teacher = forms.UUIDField(required=False, widget=forms.HiddenInput)  # the person whose page leads here

    def apply_to(self, documents: QuerySet[Document]) -> QuerySet[Document]:
        """Narrow `documents` by what was filled in; nothing answers a wrong value."""
        if not self.is_valid():
            return documents.none()
        chosen = self.cleaned_data
        if text := chosen["institution"]:
            documents = documents.filter(found_by(text, "institution__search_name", "institution__modular_code"))
        if kind := chosen["kind"]:
            documents = documents.filter(kind=kind)
        if teacher := chosen["teacher"]:
            documents = documents.filter(teacher=teacher)
        return documents


class VerifyForm(forms.Form):
    code = CodeField(
        label=_("Código de verificación"),
        help_text=_("Doce letras y números, al pie del documento. Los espacios y guiones no importan."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if len(code) != 12 or not code.isascii():
            raise forms.ValidationError(_("El código tiene doce letras y números."))
        return code


class AnnulForm(PlainForm):
    reason = forms.CharField(
        label=_("Motivo"),
        max_length=500,
        widget=TextArea(rows=3),
        help_text=_(
            "Lo lee quien puede abrir el documento. La página pública solo dice que está anulado y desde cuándo."
        ),
    )
