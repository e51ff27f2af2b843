"""Forms of calibration: the UGEL's rule, inviting and declining, and the second observer's sheet."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.edit_forms import EditForm
from accompaniment.lib.widgets import TextArea
from accompaniment.models import Ugel, User
from rubrics.models import CalibrationRule
from rubrics.practice.services import RULE
from visits.record.forms.scores import ScoreForm

from .models import PairedObservation


class CalibrationRuleForm(EditForm):
    """The rule of the UGEL that is its `row`: until it is written there are the usual numbers."""

    def __init__(self, *args: Any, row: Ugel, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.fields |= forms.fields_for_model(CalibrationRule, RULE)

    def stored(self) -> dict[str, Any]:
        rule = CalibrationRule.objects.of(self.row)
        return {name: getattr(rule, name) for name in RULE}


class InviteForm(forms.Form):
    observer = forms.ModelChoiceField(
        label=_("¿A quién invitas?"),
        queryset=User.objects.none(),
        empty_label=_("Elige a una colega"),
        help_text=_("Acompañantes y especialistas de tu UGEL. Irá contigo a la visita y la mirará por su cuenta."),
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["observer"].queryset = people  # type: ignore[attr-defined]


class DeclineForm(forms.Form):
    reason = forms.CharField(label=_("¿Por qué no podrás?"), max_length=400, widget=TextArea(rows=2))


class RemarkForm(forms.Form):
    remark = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    text = forms.CharField(
        label=_("¿Qué acordaron al conversarlo?"),
        max_length=4000,
        widget=TextArea(rows=3),
        help_text=_("Por ejemplo: qué pesa más en ese criterio, qué mirarán la próxima vez. Los niveles no cambian."),
    )


class PairEnvelopeForm(forms.Form):
    """What makes a sending safe to repeat: its own id, and the revision it was written on; `settles` is the version
    whose waiting it ends.
    """

    submission = forms.UUIDField(widget=forms.HiddenInput)
    base_revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    settles = forms.UUIDField(widget=forms.HiddenInput, required=False)


class KeepForm(forms.Form):
    """The version that makes way for what is saved."""

    keep = forms.UUIDField()


class PairForm:
    """The second observer's form: evidence and level of each criterion, nothing else."""

    def __init__(self, data: Mapping[str, Any] | None, *, pair: PairedObservation) -> None:
        initial = {"submission": uuid.uuid4(), "base_revision": pair.revision}
        self.envelope = PairEnvelopeForm(data, initial=initial)
        saved = {score.criterion_id: score for score in pair.scores.all()}
        self.scores = [
            ScoreForm(data, criterion=c, initial=_initial_of(saved.get(c.pk)), prefix=f"score-{c.pk}")
            for c in pair.visit.version.criteria.prefetch_related("levels")
        ]

    @property
    def is_bound(self) -> bool:
        return self.envelope.is_bound

    def is_valid(self) -> bool:
        are_valid = [form.is_valid() for form in (self.envelope, *self.scores)]  # every part: every error at once
        return all(are_valid)

    def record(self) -> dict[int, dict[str, Any]]:
        """Return what the valid form says, by criterion, where something was written."""
        return {form.criterion.pk: form.score for form in self.scores if form.score}

    @property
    def error_fields(self) -> list[BoundField]:
        return [form[name] for form in self.scores for name in form.errors if name in form.fields]


def _initial_of(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ScoreForm.SCORE} if row else {}
