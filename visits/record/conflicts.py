"""Comparing two sides of an edit: what is saved, and what was sent on an older revision."""

from collections.abc import Mapping
from dataclasses import dataclass

from visits.record.models.submissions import Submission
from visits.record.models.visits import Visit


@dataclass(frozen=True)
class Difference:
    """One field that differs, as it was typed on each side."""

    label: str
    saved: str
    sent: str


def differences(visit: Visit, sent: Mapping[str, list[str]], labels: Mapping[str, str]) -> list[Difference]:
    """Return where what was sent differs from the last sending that was saved; `labels` names the fields by input."""
    last = visit.submissions.filter(outcome=Submission.Outcome.SAVED).order_by("-received_at").first()
    saved = last.payload if last else {}
    pairs = ((label, _text(saved.get(name)), _text(sent.get(name))) for name, label in labels.items())
    return [Difference(label, before, after) for label, before, after in pairs if before != after]


def _text(values: list[str] | None) -> str:
    return ", ".join(value for value in values or [] if value)
