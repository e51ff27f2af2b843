"""Two versions of a visit, as its form says them: what differs, in words, and what a choice of each part leaves."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visits.record.merging import Choice, Identity, Inputs, Part, Together, pair_rows

from .visit_form import VisitForm
from .wording import Line, lines_of, typed_in

ONE_SCORE = (("evidence",), ("value", "not_observed", "not_observed_reason"), ("in_doubt",))
ONE_REVIEW = (("verdict", "new_due_on"), ("evidence",))


def _by(*names: str) -> Identity:
    """The identity of rows that say the same in these inputs; none for one that leaves any of them blank."""

    def identity(at: int, row: Inputs) -> Hashable:
        return tuple(tuple(row[name]) for name in names) if all(name in row for name in names) else None

    return identity


def _by_place(at: int, row: Inputs) -> Hashable:
    return at


def _by_place_without_hour(at: int, row: Inputs) -> Hashable:
    return None if "noted_at" in row else at


@dataclass(frozen=True)
class Listed:
    """A list of the form: where it stands, what a row is called, and what makes two rows one, the surest first."""

    section: str | Promise
    row: str | Promise
    identities: Sequence[Identity]
    together: Together = Together.ROWS


LISTS = {
    "days": Listed(gettext_lazy("Datos de la visita"), gettext_lazy("Otro día"), [_by("day")], Together.NOT),
    "notes": Listed(
        gettext_lazy("Cuaderno de campo"),
        gettext_lazy("Nota"),
        [_by("text"), _by("noted_at"), _by_place_without_hour],
    ),
    "questions": Listed(
        gettext_lazy("Preguntas para los días que siguen"), gettext_lazy("Pregunta"), [_by("text"), _by_place]
    ),
    "commitments": Listed(
        gettext_lazy("Compromisos de mejora"),
        gettext_lazy("Compromiso"),
        [_by("action"), _by("criterion", "due_on"), _by_place],
    ),
}


@dataclass(frozen=True)
class Compared:
    """One part of both versions: where it stands, what it is called, and each side in words."""

    key: str
    section: str
    label: str
    part: Part
    saved: Sequence[Line]
    sent: Sequence[Line]
    listed: str = ""  # the list that it is a row of


class Comparison:
    """What is saved, an unbound form of the visit, beside what was sent, a bound one."""

    def __init__(self, saved: VisitForm, sent: VisitForm) -> None:
        self._saved, self._sent = saved, sent

    @cached_property
    def parts(self) -> list[Compared]:
        return list(self._parts())

    @property
    def differing(self) -> list[Compared]:
        return [one for one in self.parts if one.part.differs]

    def merged(self, choices: Mapping[str, Choice]) -> dict[str, list[str]]:
        """The inputs of the form with what was chosen for each part that differs, by its key."""
        payload: dict[str, list[str]] = {}
        rows: dict[str, list[Inputs]] = {name: [] for name in LISTS}
        for one in self.parts:
            left = one.part.left_by(choices.get(one.key, Choice.SAVED))
            if one.listed:
                rows[one.listed] += left
            else:
                payload |= {name: list(values) for inputs in left for name, values in inputs.items()}
        for name, filled in rows.items():
            payload |= {f"{name}-TOTAL_FORMS": [str(len(filled))], f"{name}-INITIAL_FORMS": ["0"]}
            payload |= {f"{name}-{at}-{key}": list(said) for at, row in enumerate(filled) for key, said in row.items()}
        return payload

    # --- The parts, in the order of the page -------------------------------------------------------------------------
    def _parts(self) -> Iterator[Compared]:
        saved, sent = self._saved, self._sent
        yield from _each(_("Datos de la visita"), saved.header, sent.header)
        yield from _each(_("Documentos"), saved.documents, sent.documents)
        yield from self._rows("days")
        before = {form.key: form for form in saved.reviews}
        for review in sent.reviews:
            saved_review = before.get(review.key) or review.blank()  # settled before the visit said anything of it
            yield from _groups(review.commitment.action, saved_review, review, ONE_REVIEW)
        yield from _each(_("Cuaderno de campo"), saved.monitoring, sent.monitoring)
        yield from self._rows("notes")
        for score, again in zip(saved.scores, sent.scores, strict=True):
            yield from _groups(again.criterion.title, score, again, ONE_SCORE)
        yield from _each(_("Diálogo"), saved.dialogue, sent.dialogue)
        yield from self._rows("questions")
        yield from self._rows("commitments")

    def _rows(self, name: str) -> Iterator[Compared]:
        listed = LISTS[name]
        saved, sent = getattr(self._saved, name), getattr(self._sent, name)
        fields = list(sent.empty_form)
        names = [one.name for one in fields]
        texts = frozenset(one.name for one in fields if _is_text(one))
        parts = pair_rows(_filled(saved), _filled(sent), listed.identities, together=listed.together, texts=texts)
        for at, part in enumerate(parts, start=1):
            saved_lines, sent_lines = (lines_of(fields, side, names=names) for side in (part.saved, part.sent))
            label = f"{listed.row} {at}"
            yield Compared(f"{name}-{at}", str(listed.section), label, part, saved_lines, sent_lines, name)


def _each(section: str, saved: forms.BaseForm, sent: forms.BaseForm) -> Iterator[Compared]:
    return _groups(section, saved, sent, [(name,) for name in sent.fields])


def _groups(
    section: str, saved: forms.BaseForm, sent: forms.BaseForm, groups: Sequence[Sequence[str]]
) -> Iterator[Compared]:
    """The inputs of one form, those that are decided together in one part."""
    for group in groups:
        fields = [sent[name] for name in group]
        names = [one.html_name for one in fields]
        texts = frozenset(one.html_name for one in fields if _is_text(one))
        part = Part(_said(saved, group), _said(sent, group), _together(fields), texts)
        saved_lines, sent_lines = (lines_of(fields, side, names=names) for side in (part.saved, part.sent))
        yield Compared(names[0], section, str(fields[0].label), part, saved_lines, sent_lines)


def _said(form: forms.BaseForm, names: Sequence[str]) -> Inputs:
    return {form.add_prefix(name): said for name in names if (said := typed_in(form[name]))}


def _filled(rows: Any) -> list[Inputs]:
    """The rows of a list that say something, by the names of their fields."""
    said = ({name: typed for name in row.fields if (typed := typed_in(row[name]))} for row in rows.forms)
    return [row for row in said if rows.form.WRITTEN & row.keys()]


def _is_text(bound: BoundField) -> bool:
    return isinstance(bound.field.widget, forms.Textarea)


def _together(fields: Sequence[BoundField]) -> Together:
    if any(map(_is_text, fields)):
        return Together.TEXTS
    is_many = isinstance(fields[0].field, forms.MultipleChoiceField)
    return Together.VALUES if is_many else Together.NOT
