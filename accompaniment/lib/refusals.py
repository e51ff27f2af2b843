"""What a service says when it can't do what was asked: a ValidationError that names the field at fault."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _


def refuse(name: str, reason: Any) -> ValidationError:
    """Return the refusal of one field."""
    return ValidationError({name: reason})


def check_dates(starts_on: date, ends_on: date | None) -> None:
    """Raise the refusal of an end that comes before its beginning."""
    if ends_on and ends_on < starts_on:
        raise refuse("ends_on", _("La fecha de fin no puede ser anterior a la de inicio."))


def is_done(request: HttpRequest, service: Callable[..., Any], **arguments: Any) -> bool:
    """Whether the service did it; when it refuses, the next page says why."""
    try:
        service(**arguments)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return False
    return True
