"""What the rows of the visit form share: how long a text may be, and the criteria that a row may be about."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accompaniment.lib.form_rows import RowForm, Rows, rows_of
from rubrics.models import Criterion
from visits.record.record import LONG

__all__ = ["LONG", "RowForm", "Rows", "offer_criteria", "rows_of"]


def offer_criteria(form: forms.Form, criteria: list[Criterion]) -> None:
    """Let a row be about one of these; the choices are made when something asks for them, for most rows name none."""

    def choices() -> list[tuple[Any, str]]:
        return [("", _("Ninguna en especial")), *((c.pk, c.short_title) for c in criteria)]

    form.fields["criterion"].choices = choices  # type: ignore[attr-defined]
