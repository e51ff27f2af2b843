"""Fields that ask for a place: a UGEL, or an institution looked for by code or name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.search import search_key

from .models import Institution, InstitutionQuerySet, Ugel


class OneUgelField(forms.ModelChoiceField):
    """Asks for the UGEL only where there is a choice: most specialists keep one."""

    def offer(self, ugels: QuerySet[Ugel]) -> None:
        self.queryset = ugels
        first = list(ugels[:2])
        if len(first) == 1:
            self.initial, self.widget = first[0].pk, forms.HiddenInput()


LISTED = 400  # past this many options a list weighs more on the road than typing a code


CODE = re.compile(r"\b([0-9]{7})(?:-([0-9]))?\b")


def place_text(institution: Institution) -> str:
    """The institution as the list writes it and the field reads it back."""
    return f"{institution.name} · {institution.code}"


class DatalistInput(forms.TextInput):
    """A text input that suggests: the browser shows the list, and without it one types just the same."""

    options: Sequence[str] = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        list_id = f"list_{name}"
        field = super().render(name, value, {**(attrs or {}), "list": list_id}, renderer)
        options = format_html_join("", '<option value="{}">', ((option,) for option in self.options))
        return format_html('{}<datalist id="{}">{}</datalist>', field, list_id, options)


class PlaceField(forms.CharField):
    """Cleans to one institution of `institutions`; every closed one is found too, so that the refusal can say so."""

    widget = DatalistInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Institución o programa"))
        kwargs.setdefault("help_text", _("Escribe parte del nombre y elige de la lista, o escribe el código modular."))
        super().__init__(max_length=200, **kwargs)
        self.widget.attrs.update({"autocomplete": "off", "spellcheck": "false"})
        self.institutions: InstitutionQuerySet = Institution.objects.none()

    def offer(self, institutions: InstitutionQuerySet) -> None:
        """Look for the institution among these, and suggest the open ones of the initial level."""
        self.institutions = institutions
        offered = list(institutions.open().exclude(kind=Institution.Kind.OTHER)[: LISTED + 1])
        if len(offered) <= LISTED:
            self.widget.options = [place_text(institution) for institution in offered]

    def prepare_value(self, value: Any) -> Any:
        return place_text(value) if isinstance(value, Institution) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return self._find(text) if text else None

    def _find(self, text: str) -> Institution:
        code = CODE.search(unicodedata.normalize("NFKC", text))
        if code:
            found = list(self.institutions.filter(modular_code=code[1], annex=code[2] or "0"))
        else:
            found = list(self.institutions.named_like(text)[:6])
            exact = [institution for institution in found if institution.search_name == search_key(text)]
            found = exact if len(exact) == 1 else found
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(_("No encontramos esta institución en tu UGEL. Revisa el nombre o el código."))
        raise ValidationError(
            _("Varias se llaman parecido: %(names)s. Elige una o escribe su código.")
            % {"names": "; ".join(place_text(institution) for institution in found[:5])}
        )
