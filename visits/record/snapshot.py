"""What a visit says, as plain data: frozen by a hash when somebody confirms it, kept whole when it is corrected."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import DateField, Model
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from visits.commitments.models import CommitmentReview
from visits.record.models.contents import Dialogue
from visits.record.models.visits import Visit

HEADER = (
    "phase",
    "number",
    "mode",
    "medium",
    "visited_on",
    "starts_at",
    "ends_at",
    "moments",
    "documents",
    "material",
    "enrolled_boys",
    "enrolled_girls",
    "present_boys",
    "present_girls",
    "with_disability",
    "present_with_disability",
    "monitoring_minutes",
    "purpose",
)
SCORE = ("value", "evidence", "not_observed", "not_observed_reason")
LATER = ("no_commitment_reason",)  # told where it says something alone: what was confirmed before has no such key
COMMITMENT = ("competency", "performance", "action", "evidence_expected", "responsible")


def snapshot_of(visit: Visit) -> dict[str, Any]:
    """Return all that both sides may read of the visit, as JSON; private notes and alerts are no part of it.

    A visit read `with_record` needs no further query; its snapshot is the same in whatever language it is asked.
    """
    with translation.override(settings.LANGUAGE_CODE):
        plain: dict[str, Any] = json.loads(json.dumps(_content_of(visit), cls=DjangoJSONEncoder))
    return plain


def _content_of(visit: Visit) -> dict[str, Any]:
    return {
        **heading_of(visit),
        **{name: getattr(visit, name) for name in HEADER},
        **({"unobserved_why": visit.unobserved_why} if visit.unobserved_why else {}),  # as with a name, below
        "further_days": [_values(day, "day", "starts_at", "ends_at") for day in visit.further_days.all()],
        "reviews": [
            {"commitment": review.commitment.action, **_values(review, "verdict", "evidence", "new_due_on")}
            for review in sorted(visit.commitment_reviews.all(), key=lambda review: str(review.commitment_id))
        ],
        "notes": [{**_values(note, "noted_at", "text"), **_criterion(note)} for note in visit.notes.all()],
        "scores": [
            {**_criterion(score), "level": score.short, **_values(score, *SCORE)}
            for score in sorted(visit.scores.all(), key=lambda score: score.criterion.order)
        ],
        "dialogue": _dialogue(visit),
        "questions": [question.text for question in visit.questions.all()],
        "commitments": [
            {**_criterion(one), **_values(one, *COMMITMENT), **_name(one), "due_on": one.agreed_due_on or one.due_on}
            for one in sorted(visit.commitments.all(), key=lambda one: one.order)
        ],
    }


def heading_of(visit: Visit) -> dict[str, str]:
    """Return who was visited, by whom, where and with what: what registers may call otherwise some day."""
    return {
        "teacher": visit.teacher.full_name,
        "document": visit.teacher.document_number,
        "institution": visit.institution.name,
        "code": visit.institution.code,
        "companion": str(visit.companion),
        "instrument": str(visit.version),
    }


def _values(row: Model, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _name(commitment: Any) -> dict[str, str]:
    """Who answers for it, where a name was written: what was frozen before there were names keeps its hash."""
    return {"responsible_name": commitment.responsible_name} if commitment.responsible_name else {}


def _criterion(row: Any) -> dict[str, str | None]:
    return {"criterion": row.criterion.title if row.criterion else None}


def _dialogue(visit: Visit) -> dict[str, Any]:
    names = ("opening", "reflection", "strengths", "needs", "teacher_words", "next_visit_on")
    dialogue = getattr(visit, "dialogue", None)
    if dialogue is None:
        return {}
    later = [name for name in LATER if getattr(dialogue, name)]
    return _values(dialogue, *names, *later)


def hash_of(snapshot: dict[str, Any]) -> str:
    """Return the SHA-256 of a snapshot, the same whatever the order of its keys."""
    canonical = json.dumps(snapshot, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def labelled(snapshot: dict[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return a snapshot as people read it: parts with a title, each with what it says by name, without empty ones."""
    said = (*HEADER, "unobserved_why")
    header = [(_label(Visit, name), _display(Visit, name, snapshot.get(name))) for name in said]
    days = [
        (_day(day["day"]), f"{day['starts_at'][:5]} – {day['ends_at'][:5]}") for day in snapshot.get("further_days", [])
    ]
    dialogue = [(_label(Dialogue, name), _display(Dialogue, name, text)) for name, text in snapshot["dialogue"].items()]
    parts = [
        (_("Datos de la visita"), [*header, *days]),
        (_("Lo que acordamos antes"), [_review(review) for review in snapshot.get("reviews", [])]),
        (_("Cuaderno de campo"), [((note["noted_at"] or "—")[:5], note["text"]) for note in snapshot.get("notes", [])]),
        (snapshot.get("instrument", ""), [_score(score) for score in snapshot.get("scores", [])]),
        (_("Diálogo"), dialogue),
        (_("Preguntas"), [("·", text) for text in snapshot.get("questions", [])]),
        (_("Compromisos de mejora"), [_commitment(row) for row in snapshot.get("commitments", [])]),
    ]
    filled = [(title, [(label, str(text)) for label, text in rows if text]) for title, rows in parts]
    return [(title, rows) for title, rows in filled if rows]


def _label(model: Any, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name).capitalize()


def _display(model: Any, name: str, value: Any) -> str:
    """A header value in words: a choice as it is called, lists and yes/no answers joined."""
    choices = dict(model._meta.get_field(name).flatchoices)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_('sí') if yes else _('no')}" for key, yes in value.items())
    if isinstance(value, list):
        return ", ".join(value)
    if value and isinstance(model._meta.get_field(name), DateField):
        return _day(value)
    return "" if value in (None, "") else str(choices.get(value, value))


def _day(value: str) -> str:
    return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")


def _review(review: dict[str, Any]) -> tuple[str, str]:
    verdict = str(dict(CommitmentReview.VERDICTS).get(review["verdict"], ""))
    return review["commitment"], f"{verdict}\n{review['evidence']}".strip()


def _commitment(row: dict[str, Any]) -> tuple[str, str]:
    return _day(row["due_on"]), f"{row['action']}\n{row.get('responsible_name', '')}".strip()


def _score(score: dict[str, Any]) -> tuple[str, str]:
    level = _("no se observó") if score["not_observed"] else score["level"] or "—"
    return score["criterion"], f"{level}\n{score['evidence'] or score['not_observed_reason']}".strip()
