"""What was typed into a form, in words: the labels of choices, days and hours as they are written here, never a key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from visits.record.merging import Inputs


@dataclass(frozen=True)
class Line:
    """One thing that was typed: what its input is called, and what it says."""

    label: str
    text: str


def typed_in(bound: BoundField) -> list[str]:
    """What stands in an input, as a browser would send it, be it what was sent or what is saved; nothing if blank."""
    value = bound.value()
    values = value if isinstance(value, list | tuple) else [value]
    return [text for one in values if (text := _as_sent(bound, one))]


def _as_sent(bound: BoundField, value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, date | time):
        return str(bound.field.widget.format_value(value))
    return "" if value is None else str(value).strip()


def lines_of(fields: Sequence[BoundField], inputs: Inputs, *, names: Sequence[str]) -> list[Line]:
    """One side in words; `names` are what the fields are called in it."""
    said = ((field, inputs[name]) for field, name in zip(fields, names, strict=True) if name in inputs)
    return [Line(_before(str(field.label)), in_words(field.field, values)) for field, values in said]


def _before(label: str) -> str:
    return label if label.endswith("?") else f"{label}:"


def in_words(field: Any, values: Sequence[str]) -> str:
    if isinstance(field, forms.BooleanField):
        return _("sí")
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        labels = {str(key): str(label) for key, label in choices}
        return ", ".join(labels.get(value, _("otra opción, que ya no está")) for value in values)
    if isinstance(field, forms.DateField):
        return _read(field, values[0], lambda day: date_format(day, "SHORT_DATE_FORMAT"))
    if isinstance(field, forms.TimeField):
        return _read(field, values[0], lambda hour: time_format(hour, "TIME_FORMAT"))
    return "\n".join(values)


def _read(field: forms.Field, text: str, write: Callable[[Any], str]) -> str:
    """A day or an hour as it is written here; what is none stays as it was typed."""
    try:
        return write(field.to_python(text))
    except ValidationError:
        return text
