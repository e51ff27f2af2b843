"""Alerts as pages sent them before they had a part of their own: a tick and a text beside a criterion.

Such pages may still be open on a phone, and submissions of then are kept: what they say is read as an alert.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from .models import Alert

FORMER = re.compile(r"score-\d+-alert")
NAMESPACE = uuid.UUID("0d4f7c1e-8a53-4c52-9a0b-6a1f3b0f5d11")


def written_in(data: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Return the inputs with those of the alert part; they are left as they are unless a former page sent them."""
    if data is None or "alert-description" in data:
        return data
    texts = {name: data[name] for name in data if FORMER.fullmatch(name) and data[name] and _is_ticked(data, name)}
    return _as_part(data, texts) if texts else data


def _is_ticked(data: Mapping[str, Any], name: str) -> bool:
    return bool(data.get(name.replace("-alert", "-is_alert")))


def _as_part(data: Mapping[str, Any], texts: Mapping[str, str]) -> QueryDict:
    """The part with what was asked then; the id is the same for all that one page sends."""
    page = data.get("writer") or f"{data.get('assignment')} {data.get('base_revision')}"
    part = QueryDict(mutable=True)
    part.update(
        {
            "alert-id": str(uuid.uuid5(NAMESPACE, f"{page} {' '.join(sorted(texts))}")),
            "alert-kind": Alert.Kind.OTHER.value,
            "alert-concerns": Alert.Concerns.TEACHER.value,
            "alert-danger": Alert.Danger.UNKNOWN.value,
            "alert-description": "\n".join(texts.values()),
            "alert-tell": "on",
        }
    )
    return part
