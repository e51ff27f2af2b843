"""Forms of the pages about documents."""

import re
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.filters import ListFilter
from accompaniment.lib.forms import CodeField, PlainForm
from accompaniment.lib.search import found_by
from accompaniment.lib.widgets import TextArea
from reports.documents.models.documents import Document

from .kinds import KINDS

NUMBER = re.compile(r"([0-9]{1,6})-([0-9]{4})", re.ASCII)
SEARCHED = (
    "teacher__search_name",
    "teacher__document_number",
    "institution__search_name",
    "institution__modular_code",
)


class DocumentFilter(ListFilter):
    q = filters.CharFilter(label=_("Persona, institución o número"), max_length=120, method="search")
    kind = filters.ChoiceFilter(
        label=_("Tipo de documento"),
        choices=[(kind.code, kind.title) for kind in KINDS.values()],
        empty_label=_("Todos"),
    )
    state = filters.ChoiceFilter(
        label=_("Estado"),
        choices=[("standing", _("Vigente")), ("annulled", _("Anulado"))],
        empty_label=_("Todos"),
        method="in_state",
    )
    teacher = filters.UUIDFilter("teacher", widget=forms.HiddenInput)  # the person whose page leads here

    class Meta:
        model = Document
        fields: list[str] = []

    def search(self, documents: QuerySet[Document], name: str, value: str) -> QuerySet[Document]:
        """By the words of the person and the place, or by the number as it stands on the paper."""
        found = found_by(value, *SEARCHED)
        if number := NUMBER.fullmatch(value.strip()):
            found |= Q(number=int(number[1]), year=int(number[2]))
        return documents.filter(found)

    def in_state(self, documents: QuerySet[Document], name: str, value: str) -> QuerySet[Document]:
        return documents.filter(annulled_at__isnull=value == "standing")


class MinutesReadForm(PlainForm):
    """Whether she agrees with the minutes that she read, or what she observes."""

    agrees = forms.ChoiceField(
        label=_("Leí el acta"),
        choices=[("yes", _("Conforme")), ("no", _("Tengo una observación"))],
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label=_("Tu observación"),
        max_length=1000,
        required=False,
        widget=TextArea(rows=3),
        help_text=_("Queda al lado del acta, con tu nombre; la leen quienes leen el acta."),
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("agrees") == "no" and not values.get("remark"):
            self.add_error("remark", gettext("Di qué observas."))
        return values

    def observed(self) -> str:
        return str(self.cleaned_data["remark"]) if self.cleaned_data["agrees"] == "no" else ""


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
