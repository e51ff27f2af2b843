"""The form with a verdict for each commitment that a session looks at first."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.lib.edit_forms import EditForm
from accompaniment.lib.forms import DayField
from accompaniment.lib.widgets import TextArea
from visits.commitments.models import Commitment, CommitmentReview
from visits.groups.models import GroupSession
from visits.record.forms.reviews import WITH_EVIDENCE, WITHOUT_DATE

from .services import SKIPPED, Verdict

NOT_LOOKED_AT = "skipped"  # as browsers send it: a blank choice is none yet


class EarlierForm(EditForm):
    """A verdict, how it was seen and perhaps a new date for each of the commitments that the session is asked about."""

    others = forms.CharField(
        label=gettext_lazy("Los que quedan sin marcar no se revisaron porque…"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("Vale para todos los de esta página que no marcaste."),
    )

    def __init__(self, data: Any = None, *, row: GroupSession, asked: Sequence[Any]) -> None:
        self.asked = asked
        super().__init__(data, row=row)
        choices = [*CommitmentReview.VERDICTS, (NOT_LOOKED_AT, _("no se revisó"))]
        for one in asked:
            self.fields[f"verdict-{one.pk}"] = forms.ChoiceField(
                label=_("¿Se cumplió?"), choices=choices, required=False, widget=forms.RadioSelect
            )
            self.fields[f"evidence-{one.pk}"] = forms.CharField(
                label=_("Cómo lo vimos, o por qué no se revisó"),
                max_length=4000,
                required=False,
                widget=TextArea(rows=2),
            )
            self.fields[f"due-{one.pk}"] = DayField(label=_("Nueva fecha"), required=False)

    def stored(self) -> Mapping[str, Any]:
        said: dict[str, Any] = {}
        for review in CommitmentReview.objects.filter(session=self.row):
            key = review.commitment_id
            said |= {
                f"verdict-{key}": review.verdict or NOT_LOOKED_AT,
                f"evidence-{key}": review.evidence,
                f"due-{key}": review.new_due_on,
            }
        return said

    def name_of(self, name: str) -> str:
        """Each field is called by the commitment that it is about."""
        told = {str(one.pk): str(one) for one in self.asked}
        return told.get(name.partition("-")[2], "") or super().name_of(name)

    def by_person(self) -> list[tuple[Any, list[tuple[Any, Any, Any, Any]]]]:
        """Each person with the commitments that are hers, each with its three fields."""
        grouped = groupby(self.asked, key=lambda one: one.teacher)
        return [(teacher, [self._fields_of(one) for one in rows]) for teacher, rows in grouped]

    def _fields_of(self, one: Any) -> tuple[Any, Any, Any, Any]:
        return one, self[f"verdict-{one.pk}"], self[f"evidence-{one.pk}"], self[f"due-{one.pk}"]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        for one in self.asked:
            self._check(values, one)
        return values

    def _check(self, values: Mapping[str, Any], one: Any) -> None:
        key = one.pk
        verdict, evidence, due = (values.get(f"{name}-{key}") for name in ("verdict", "evidence", "due"))
        if verdict == Commitment.Status.RESCHEDULED and not due:
            self.add_error(f"due-{key}", _("Si se reprograma, acuerden una nueva fecha."))
        if due and due < self.row.held_on:
            self.add_error(f"due-{key}", _("La nueva fecha es anterior a la reunión."))
        if verdict in WITH_EVIDENCE and not evidence:
            self.add_error(f"evidence-{key}", _("Di cómo lo vieron: qué hizo, dijo o mostró."))
        if verdict == Commitment.Status.NO_LONGER and not evidence:
            self.add_error(f"evidence-{key}", _("Di por qué ya no corresponde."))
        if verdict == CommitmentReview.IN_TIME and one.due_on < self.row.held_on:
            self.add_error(f"verdict-{key}", _("Su plazo ya venció: di si se cumplió, o acuerden una nueva fecha."))
        if verdict == NOT_LOOKED_AT and not evidence:
            self.add_error(f"evidence-{key}", _("Di por qué no se revisó."))
        if (evidence or due) and not verdict:
            self.add_error(f"verdict-{key}", _("Elige si se cumplió."))

    def verdicts(self) -> dict[uuid.UUID, Verdict | None]:
        """What is said of each; of those that are not marked, the reason that is given for all of them."""
        return {one.pk: self._verdict(one.pk) for one in self.asked}

    def _verdict(self, key: uuid.UUID) -> Verdict | None:
        verdict, evidence = self.cleaned_data[f"verdict-{key}"], self.cleaned_data[f"evidence-{key}"]
        if not verdict:
            others = self.cleaned_data["others"]
            return Verdict(SKIPPED, others) if others else None
        if verdict == NOT_LOOKED_AT:
            return Verdict(SKIPPED, evidence)
        moved = None if verdict in WITHOUT_DATE else self.cleaned_data[f"due-{key}"]
        return Verdict(verdict, evidence, moved)
