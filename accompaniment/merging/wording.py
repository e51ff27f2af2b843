"""Why two records look like one person's, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from .suspects import Evidence

REASONS: dict[Evidence, Any] = {
    Evidence.DOCUMENT: _("mismo número, con otro tipo de documento"),
    Evidence.NAME: _("mismo nombre"),
    Evidence.PHONE: _("mismo celular"),
}


def reasons_for(evidence: Iterable[Evidence]) -> list[Any]:
    return [REASONS[one] for one in evidence]
