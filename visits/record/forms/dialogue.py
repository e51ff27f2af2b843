"""Part 5 of the visit form: the reflective dialogue and what was agreed."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.lib.form_rows import RowForm, Rows, rows_of
from accompaniment.lib.shared_fields import sharing_fields
from accompaniment.lib.widgets import DateInput, TextArea
from rubrics.models import Criterion
from visits.commitments.models import Commitment
from visits.record.models.contents import Dialogue

from .row_parts import offer_criteria

PERFORMANCE = 240  # characters


@sharing_fields()
class DialogueForm(forms.ModelForm[Dialogue]):
    class Meta:
        model = Dialogue
        fields = [*Dialogue.TALK, "no_commitment_reason", "next_visit_on"]
        widgets = {
            "opening": TextArea(rows=2),
            "reflection": TextArea(rows=3),
            "strengths": TextArea(rows=3),
            "needs": TextArea(rows=3),
            "teacher_words": TextArea(rows=2),
            "next_visit_on": DateInput,
        }

    def _post_clean(self) -> None:
        """Skip building the instance: the service writes it."""


@sharing_fields()
class QuestionForm(RowForm):
    """A reflective question that the accompanied person answers in the days that follow."""

    WRITTEN = frozenset({"text"})

    text = forms.CharField(
        label=gettext_lazy("Pregunta para seguir pensando"), max_length=600, required=False, widget=TextArea(rows=2)
    )


QuestionRows = rows_of(QuestionForm, extra=1, most=5)


@sharing_fields(but=("criterion",))
class CommitmentForm(RowForm):
    """One improvement commitment."""

    WRITTEN = frozenset({"performance", "action", "evidence_expected", "responsible_name", "due_on"})

    performance = forms.CharField(
        label=gettext_lazy("Qué queremos mejorar, con otras palabras"), max_length=PERFORMANCE, required=False
    )

    action = forms.CharField(label=gettext_lazy("A qué nos comprometemos"), max_length=4000, widget=TextArea(rows=2))
    criterion = forms.TypedChoiceField(
        label=gettext_lazy("Rúbrica a la que ayuda"), coerce=int, empty_value=None, required=False
    )
    evidence_expected = forms.CharField(label=gettext_lazy("Cómo lo veremos"), max_length=400, required=False)
    responsible = forms.ChoiceField(
        label=gettext_lazy("Responsable"),
        choices=Commitment.Responsible.choices,
        initial=Commitment.Responsible.TEACHER,
    )
    responsible_name = forms.CharField(
        label=gettext_lazy("Su nombre o cargo, si es otra persona"), max_length=120, required=False
    )
    due_on = forms.DateField(label=gettext_lazy("Para cuándo"), widget=DateInput)

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_criteria(self, criteria)


CommitmentRows = rows_of(CommitmentForm, extra=1)


def require_due_after(rows: Rows, day: Any) -> None:
    """Mark the commitments whose date comes before the visit's `day`."""
    for form in rows.forms:
        due = form.cleaned_data.get("due_on") if form.has_changed() else None
        if due and day and due < day:
            form.add_error("due_on", ValidationError(_("La fecha del compromiso es anterior a la visita.")))


def require_next_after(dialogue: DialogueForm, day: date) -> None:
    """Mark a next visit that would not come after the visit's `day`."""
    next_day = dialogue.cleaned_data.get("next_visit_on")
    if next_day and next_day <= day:
        dialogue.add_error("next_visit_on", _("La próxima visita es después de esta."))
