"""Lists that are typed one a line: each line trimmed, none twice, none too long."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accompaniment.lib.text import fold

from .blocks import lines_of
from .holidays import Holiday, NotAHoliday
from .school_days import Block, Kind


class LinesField(forms.CharField):
    """A list of texts, one a line; the same text in other capitals or accents is the same."""

    def __init__(self, *, longest: int, most: int, rows: int, **kwargs: Any) -> None:
        self.longest, self.most = longest, most
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else "\n".join(value or ())

    def clean(self, value: Any) -> list[str]:
        lines = [" ".join(line.split()) for line in str(super().clean(value)).splitlines()]
        by_fold: dict[str, str] = {}
        for line in filter(None, lines):
            by_fold.setdefault(fold(line), line)
        found = list(by_fold.values())
        if any(len(line) > self.longest for line in found):
            raise forms.ValidationError(_("Cada línea tiene hasta %(n)d letras.") % {"n": self.longest})
        if len(found) > self.most:
            raise forms.ValidationError(_("Son demasiadas líneas: hasta %(n)d.") % {"n": self.most})
        return found


class HolidaysField(forms.CharField):
    """Days without classes, one a line: a date, or two for several days in a row, and what is celebrated."""

    MOST = 120

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 10}), max_length=12000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else "\n".join(row.as_line() for row in value or ())

    def clean(self, value: Any) -> list[Holiday]:
        lines = [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]
        if len(lines) > self.MOST:
            raise forms.ValidationError(_("Son demasiadas líneas: hasta %(n)d.") % {"n": self.MOST})
        return sorted({_holiday(line) for line in lines})


class WeeksField(forms.CharField):
    """The blocks of one kind, one a line: its first and its last day."""

    MOST = 20

    def __init__(self, *, kind: Kind, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 5}), max_length=2000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else "\n".join(lines_of(value or (), self.kind))

    def clean(self, value: Any) -> list[Block]:
        lines = [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]
        if len(lines) > self.MOST:
            raise forms.ValidationError(_("Son demasiadas líneas: hasta %(n)d.") % {"n": self.MOST})
        return sorted(self._block(line) for line in lines)

    def _block(self, line: str) -> Block:
        try:
            read = Holiday.from_line(line)
        except NotAHoliday:
            read = None
        if read is None or read.name or read.starts_on == read.ends_on:
            message = _("No se entiende «%(line)s». Escribe, por ejemplo: 16/03/2026 a 15/05/2026.")
            raise forms.ValidationError(message % {"line": line[:60]})
        return Block(read.starts_on, read.ends_on, self.kind)


def _holiday(line: str) -> Holiday:
    try:
        return Holiday.from_line(line)
    except NotAHoliday:
        message = _("No se entiende «%(line)s». Escribe, por ejemplo: 24/06/2027 Fiesta del distrito.")
        raise forms.ValidationError(message % {"line": line[:60]}) from None
