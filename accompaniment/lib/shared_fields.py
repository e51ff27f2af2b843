"""Forms that share the fields of their class: Django copies every field for every form, in case the form changes it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, TypeVar

from django import forms

F = TypeVar("F", bound=type[forms.BaseForm])


class _SharedFields(dict[str, forms.Field]):
    """Fields that are handed out as they are, but for those of which every form has its `own`."""

    own: tuple[str, ...] = ()

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return {**self, **{name: copy.deepcopy(self[name], memo) for name in self.own}}


def sharing_fields(*, but: tuple[str, ...] = ()) -> Callable[[F], F]:
    """Let all forms of a class share its fields. Name in `but` those that a form changes: it gets its own of these.

    A subclass shares only when it says so too.
    """

    def share(form: F) -> F:
        fields = _SharedFields(form.base_fields)  # type: ignore[attr-defined]
        fields.own = but
        form.base_fields = fields  # type: ignore[attr-defined]
        return form

    return share
