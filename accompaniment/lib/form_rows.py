"""Rows that can be added and left blank: emptying one removes it."""

from __future__ import annotations

from typing import Any, cast

from django import forms

MOST = 60


class RowForm(forms.Form):
    """A row that counts once something is typed in `WRITTEN`; its choices alone, left over, are an empty row."""

    WRITTEN: frozenset[str]

    def has_changed(self) -> bool:
        return any((self[name].data or "").strip() for name in self.WRITTEN)


class Rows(forms.BaseFormSet[forms.Form]):
    """Rows that may be left blank, old and new alike: emptying a row removes it."""

    def __init__(self, data: Any = None, *, initial: Any = None, **kwargs: Any) -> None:
        # What was sent is the whole truth: compared with what was saved, an emptied row would look half filled.
        super().__init__(data, initial=initial if data is None else None, **kwargs)

    def initial_form_count(self) -> int:
        return 0 if self.is_bound else super().initial_form_count()

    def filled(self) -> list[dict[str, Any]]:
        return [form.cleaned_data for form in self.forms if form.has_changed()]


def rows_of(form: type[forms.Form], *, extra: int = 2, most: int = MOST) -> type[Rows]:
    rows = forms.formset_factory(
        form, formset=Rows, extra=extra, max_num=most, absolute_max=2 * most, validate_max=True
    )
    return cast(type[Rows], rows)
