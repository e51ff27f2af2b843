"""What forms of every room share: days, layout, and a service's refusal shown beside its field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .identifiers import compact
from .locks import AT_ONCE
from .widgets import DateInput

T = TypeVar("T")


OLDEST_DAY = date(1970, 1, 1)


def next_years_end() -> date:
    return date(timezone.localdate().year + 2, 12, 31)


class DayField(forms.DateField):
    """A date picked by the phone's own calendar; a year mistyped by a digit or two is refused."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", DateInput())
        super().__init__(**kwargs)
        wrong_year = _("Revisa el año de la fecha.")
        self.validators += [
            MinValueValidator(OLDEST_DAY, message=wrong_year),
            MaxValueValidator(next_years_end, message=wrong_year),
        ]


class CodeField(forms.CharField):
    """An identifier or a code, kept without whatever stands between its letters and digits."""

    def to_python(self, value: Any) -> str:
        return compact(super().to_python(value) or "")


class PlainForm(forms.Form):
    """A form whose page brings its own <form> tag and button, laid out by `layout`."""

    def layout(self) -> Layout:
        return Layout(*self.fields)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = self.layout()
        return helper

    def attempt(self, service: Callable[..., T], **arguments: Any) -> T | None:
        """Return what the service returns; None when it refuses, with the reason beside the field it names."""
        try:
            return service(**arguments)
        except ValidationError as refusal:
            self._show(refusal)
        except IntegrityError:
            self.add_error(None, str(AT_ONCE))
        return None

    def accepted(self, service: Callable[..., Any], **arguments: Any) -> bool:
        """Whether the service did it; when it refuses, the reason stands beside the field it names."""
        return self.attempt(service, **arguments) is not None

    def _show(self, refusal: ValidationError) -> None:
        has_fields = hasattr(refusal, "error_dict")
        by_field = refusal.error_dict if has_fields else {NON_FIELD_ERRORS: refusal.error_list}
        for name, errors in by_field.items():
            self.add_error(name if name in self.fields else None, errors)
