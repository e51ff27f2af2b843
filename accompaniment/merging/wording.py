"""Why two records look like one person's, and how a person enters, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .accounts import Entering
from .suspects import Evidence

REASONS: dict[Evidence, Any] = {
    Evidence.DOCUMENT: gettext_lazy("mismo número, con otro tipo de documento"),
    Evidence.NAME: gettext_lazy("mismo nombre"),
    Evidence.PHONE: gettext_lazy("mismo celular"),
}


def reasons_for(evidence: Iterable[Evidence]) -> list[Any]:
    return [REASONS[one] for one in evidence]


def describe_entering(entering: Entering) -> str:
    """The name of an account, how one enters with it, and when that was last: «41000001 · con su clave · …»."""
    return " · ".join([entering.account.username, *ways_of(entering), last_entered(entering)])


def ways_of(entering: Entering) -> list[str]:
    ways = {
        _("con su clave"): entering.has_password,
        _("con la cuenta de otro servicio"): entering.has_provider,
        _("con una papeleta que todavía sirve"): entering.has_code,
        _("firma con PIN"): entering.has_pin,
    }
    return [way for way, is_there in ways.items() if is_there] or [_("sin clave")]


def last_entered(entering: Entering) -> str:
    if entering.last_at is None:
        return _("nunca entró")
    when = date_format(timezone.localtime(entering.last_at), "SHORT_DATETIME_FORMAT")
    return _("entró por última vez el %(when)s") % {"when": when}
