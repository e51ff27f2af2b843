"""Part 2 of the visit form: what became of earlier commitments."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.lib.shared_fields import sharing_fields
from accompaniment.lib.widgets import DateInput, TextArea
from accompaniment.models import Assignment, User
from visits.commitments.models import Commitment, CommitmentReview

REVIEW = re.compile(r"review-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(?:verdict|evidence|new_due_on)")
WITHOUT_DATE = {Commitment.Status.FULFILLED, Commitment.Status.NO_LONGER, CommitmentReview.IN_TIME}
WITH_EVIDENCE = {Commitment.Status.FULFILLED, Commitment.Status.PARTLY}


def reviewed_in(data: Mapping[str, Any]) -> list[uuid.UUID]:
    """The keys of the commitments of which a form that was sent says something."""
    found = {match[1] for name in data if (match := REVIEW.fullmatch(name)) and data[name]}
    return [uuid.UUID(key) for key in found]


class Reviewed:
    """The commitments that a form asks about, read `with_judge`.

    One that was sent needs their keys alone, until its page is shown.
    """

    def __init__(self, commitments: Any, *, is_bound: bool) -> None:
        self._commitments, self._is_bound = commitments, is_bound

    def forms(self, data: Mapping[str, Any] | None, said: Callable[[uuid.UUID, date], Any]) -> list[ReviewForm]:
        """A form for each, which shows first what was `said` of it."""
        return [
            ReviewForm(data, key=key, due_on=due_on, reviewed=self, initial=said(key, due_on), prefix=f"review-{key}")
            for key, due_on in self._read_keys()
        ]

    def _read_keys(self) -> list[tuple[uuid.UUID, date]]:
        """The key of each and its date."""
        if self._is_bound:
            return list(self._commitments.filter(is_anothers=False).values_list("pk", "due_on"))
        return [(key, commitment.due_on) for key, commitment in self.by_key.items()]

    @cached_property
    def by_key(self) -> dict[uuid.UUID, Commitment]:
        return {one.pk: one for one in self._read if not one.is_anothers}

    @cached_property
    def _read(self) -> list[Any]:
        return list(self._commitments.with_origin())

    def left_to_others(self, assignment: Assignment, *, by: User) -> list[Commitment]:
        """What the person has pending with another companion, who judges it: to be read alone."""
        if not any(one.is_anothers for one in self._read):
            return []
        pending = Commitment.objects.visible_to(by).of_teacher(assignment.post.teacher_id).pending()
        found = pending.with_judge(assignment).filter(is_anothers=True)
        return list(found.select_related("teacher", "visit__companion__user"))


@sharing_fields()
class ReviewForm(forms.Form):
    """The verdict on one commitment of an earlier visit or group session."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("¿Se cumplió?"),
        choices=CommitmentReview.VERDICTS,
        required=False,
        widget=forms.RadioSelect,
    )
    evidence = forms.CharField(
        label=gettext_lazy("¿Cómo lo vimos? Si ya no corresponde, ¿por qué?"),
        max_length=4000,
        required=False,
        widget=TextArea(rows=2),
    )
    new_due_on = forms.DateField(label=gettext_lazy("Nueva fecha"), required=False, widget=DateInput)

    def __init__(self, *args: Any, key: uuid.UUID, due_on: date, reviewed: Reviewed, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key, self.due_on = key, due_on
        self.is_settled = False  # by another visit, as `tell_settled` finds it
        self.settled_by: CommitmentReview | None = None
        self._reviewed = reviewed

    @property
    def commitment(self) -> Commitment:
        return self._reviewed.by_key[self.key]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        verdict = values.get("verdict")
        if verdict == Commitment.Status.RESCHEDULED and not values.get("new_due_on"):
            self.add_error("new_due_on", _("Si se reprograma, acuerden una nueva fecha."))
        if verdict in WITH_EVIDENCE and not values.get("evidence"):
            self.add_error("evidence", _("Di cómo lo vieron: qué hizo, dijo o mostró."))
        if verdict == Commitment.Status.NO_LONGER and not values.get("evidence"):
            self.add_error("evidence", _("Di por qué ya no corresponde."))
        if verdict in WITHOUT_DATE:
            values["new_due_on"] = None
        if (values.get("evidence") or values.get("new_due_on")) and not verdict:
            self.add_error("verdict", _("Elige si se cumplió."))
        return values

    def blank(self) -> ReviewForm:
        """The form of the same commitment without anything said."""
        return ReviewForm(key=self.key, due_on=self.due_on, reviewed=self._reviewed, prefix=self.prefix)


def tell_settled(reviews: list[ReviewForm], user: User) -> None:
    """Let the commitments that another visit settled meanwhile say so, by which where the user may read it."""
    settled = {form.key: form for form in reviews if not form.commitment.is_pending}
    if not settled:
        return
    for form in settled.values():
        form.is_settled = True
    told = CommitmentReview.objects.told().visible_to(user).filter(commitment__in=settled)
    with_origin = ("visit__companion__user", "contact__companion__user", "session")
    for review in told.select_related(*with_origin).in_order():
        settled[review.commitment_id].settled_by = review


def require_verdicts_of_day(reviews: list[ReviewForm], day: date) -> None:
    """Mark the new dates that come before the visit's `day`, and as still in time nothing whose date had passed."""
    for form in reviews:
        if form.cleaned_data.get("verdict") == CommitmentReview.IN_TIME and form.due_on < day:
            form.add_error("verdict", _("Su plazo ya venció: di si se cumplió, o acuerden una nueva fecha."))
        new_day = form.cleaned_data.get("new_due_on")
        if new_day and new_day < day:
            form.add_error("new_due_on", _("La nueva fecha es anterior a la visita."))
