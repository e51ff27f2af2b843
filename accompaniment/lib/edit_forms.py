"""Forms of what is stored already: none erases in silence what somebody else saved while it was open.

Such a form carries, signed, what it was opened with. Saving holds the row and compares that with what is stored now.
Where something changed meanwhile nothing is written: the page says field by field what is there now, takes it over
where nothing was typed, keeps what was typed, and whoever saves again saves what the page shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any, TypeVar

from crispy_forms.helper import FormHelper
from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .forms import DayField, PlainForm
from .locks import lock
from .text import storable

T = TypeVar("T")
Texts = dict[str, Any]  # by field, what a browser would send: a text, or a list of them
OPENED = "opened"
SALT = "accompaniment.opened"  # in pages that are open: it stays, whatever this file is called


class EditForm(PlainForm):
    """A form of `row`, whose `stored` says what the row holds now, by field; None when there is no row yet.

    `initial` is for a page that has read that already.
    """

    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, row: Model | None, initial: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        self.row: Any = row
        self.held = row  # locked while what is stored is compared and written
        filled_in = dict(self.stored() if row is not None and initial is None else initial or {})
        super().__init__(data, initial=filled_in, **kwargs)
        if row is not None:
            self.initial[OPENED] = lambda: _sealed(self._shown(self.seen()))

    def stored(self) -> Mapping[str, Any]:
        raise NotImplementedError

    def seen(self) -> Mapping[str, Any]:
        """What the form was filled in with."""
        return self.initial

    def name_of(self, name: str) -> str:
        """What a person calls the field."""
        return strip_tags(str(self.fields[name].label))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned.pop(OPENED, None)  # nothing of what the row says
        return cleaned

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.render_hidden_fields = True
        return helper

    def attempt(self, service: Callable[..., T], **arguments: Any) -> T | None:
        if self.held is None:
            return super().attempt(service, **arguments)
        return super().attempt(partial(self._unless_changed, self.held, service), **arguments)

    @transaction.atomic
    def _unless_changed(self, held: Model, service: Callable[..., T], **arguments: Any) -> T:
        lock(held)
        now = self._shown(self.stored())
        opened = _unsealed(self[OPENED].data, now)
        known = dict.fromkeys(self._shown({**opened, **now}), "")
        now, opened = {**known, **now}, {**known, **opened}
        changed = [name for name in known if now[name] not in (opened[name], self._typed(name))]
        if changed:
            self._take_over(now, [name for name in changed if self._typed(name) == opened[name]])
            raise ValidationError([_changed_meanwhile(), *(self._says_now(name, now[name]) for name in changed)])
        return service(**arguments)

    def _shown(self, values: Mapping[str, Any]) -> Texts:
        names = [name for name in values if name in self.fields and name != OPENED]
        return {name: _text(self.fields[name].prepare_value(values[name])) for name in names}

    def _typed(self, name: str) -> Any:
        return _text(self[name].data)

    def _take_over(self, now: Texts, names: list[str]) -> None:
        data = self.data.copy()  # type: ignore[attr-defined]
        for name in names:
            data.setlist(name, now[name] if isinstance(now[name], list) else [now[name]])
        data[OPENED] = _sealed(now)
        self.data = data

    def _says_now(self, name: str, text: Any) -> str:
        told = {"field": self.name_of(name), "value": self._text_in_words(name, text)}
        sentence = _("%(field)s: ahora dice «%(value)s».") if told["value"] else _("%(field)s: ahora está vacío.")
        return sentence % told

    def in_words(self, name: str, value: Any) -> str:
        """A value of the field as a person reads it; empty for none."""
        return self._text_in_words(name, _text(self.fields[name].prepare_value(value)))

    def _text_in_words(self, name: str, text: Any) -> str:
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return _("sí") if text else _("no")
        if isinstance(field, forms.DateField) and text:
            return date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT")
        words = {str(key): str(label) for key, label in getattr(field, "choices", ())}
        said = text if isinstance(text, list) else text.splitlines()
        return "; ".join(words.get(part, str(part)) for part in said)


def _changed_meanwhile() -> str:
    return _(
        "Alguien cambió estos datos mientras los tenías abiertos, y todavía no se guardó lo tuyo. Lo que escribiste"
        " sigue aquí: revísalo y, si guardas otra vez, queda lo que ves en esta página."
    )


def _text(value: Any) -> Any:
    if isinstance(value, list | tuple | set):
        return sorted(map(str, value))
    return "" if value in (None, False) else storable(str(value)).strip()


def _sealed(texts: Texts) -> str:
    return signing.dumps(texts, salt=SALT, compress=True)


def _unsealed(sealed: str | None, now: Texts) -> Texts:
    """What the form was opened with; what is stored `now` where it does not say, nothing where it was made up."""
    if not sealed:
        return now
    try:
        opened: Texts = signing.loads(sealed, salt=SALT)
    except signing.BadSignature:
        return {}
    return opened


class EndForm(EditForm):
    """The last day of something dated; until it, included, everything stays as it is."""

    ends_on = DayField(label=gettext_lazy("Último día"))

    def __init__(self, *args: Any, row: Model, under: Model, **kwargs: Any) -> None:
        """`under` is what the row belongs to, which its service locks before the row."""
        super().__init__(*args, row=row, **kwargs)
        self.held = under
        self.initial["ends_on"] = timezone.localdate()

    def stored(self) -> Mapping[str, Any]:
        same = type(self.row)._base_manager.filter(pk=self.row.pk)
        return {"ends_on": same.values_list("ends_on", flat=True).first()}

    def seen(self) -> Mapping[str, Any]:
        return self.stored()
