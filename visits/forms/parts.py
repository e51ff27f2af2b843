"""Parts 2 to 5 of the visit form: verdicts, notes, levels, dialogue and commitments."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rubrics.models import Criterion

from ..models import Commitment, CommitmentReview, Dialogue
from .widgets import DateInput, TextArea, TimeInput

LONG = 20_000  # characters of a free text; a page of notes has about 3,000


class ReviewForm(forms.Form):
    """The verdict on one commitment of an earlier visit or group session."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("¿Se cumplió?"),
        choices=CommitmentReview.VERDICTS,
        required=False,
        widget=forms.RadioSelect,
    )
    evidence = forms.CharField(
        label=gettext_lazy("¿Cómo lo vimos?"), max_length=4000, required=False, widget=TextArea(rows=2)
    )
    new_due_on = forms.DateField(label=gettext_lazy("Nueva fecha"), required=False, widget=DateInput)

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commitment = commitment

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("verdict") == Commitment.Status.RESCHEDULED and not values.get("new_due_on"):
            self.add_error("new_due_on", _("Si se reprograma, acuerden una nueva fecha."))
        if (values.get("evidence") or values.get("new_due_on")) and not values.get("verdict"):
            self.add_error("verdict", _("Elige si se cumplió."))
        return values


class RowForm(forms.Form):
    """A row that counts once something of `WRITTEN` is in it; its choices alone, left over, are an empty row."""

    WRITTEN: frozenset[str]

    def has_changed(self) -> bool:
        return not self.WRITTEN.isdisjoint(self.changed_data)


class NoteForm(RowForm):
    """One note of the field notebook."""

    WRITTEN = frozenset({"noted_at", "text"})

    noted_at = forms.TimeField(label=gettext_lazy("Hora"), required=False, widget=TimeInput)
    text = forms.CharField(label=gettext_lazy("Lo que vi"), max_length=LONG, widget=TextArea(rows=2))
    criterion = forms.TypedChoiceField(
        label=gettext_lazy("¿Es evidencia de una rúbrica?"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_criteria(self, criteria)


class ScoreForm(forms.Form):
    """The level reached in one criterion and the evidence it was chosen on."""

    value = forms.TypedChoiceField(
        label=gettext_lazy("Nivel alcanzado"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Ese nivel no existe en esta escala.")},
    )
    evidence = forms.CharField(
        label=gettext_lazy("Evidencia"), max_length=LONG, required=False, widget=TextArea(rows=2)
    )
    field_order = ["evidence", "value"]

    def __init__(self, *args: Any, criterion: Criterion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criterion = criterion
        self.levels = list(criterion.levels.all())
        self.fields["value"].choices = [(level.value, str(level)) for level in self.levels]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("value") and not values.get("evidence"):
            self.add_error("evidence", _("Escribe primero la evidencia: qué viste o escuchaste."))
        return values


class DialogueForm(forms.ModelForm[Dialogue]):
    class Meta:
        model = Dialogue
        fields = ["strengths", "needs", "teacher_words", "next_visit_on"]
        widgets = {
            "strengths": TextArea(rows=3),
            "needs": TextArea(rows=3),
            "teacher_words": TextArea(rows=2),
            "next_visit_on": DateInput,
        }

    def _post_clean(self) -> None:
        """Skip building the instance: the service writes it."""


class CommitmentForm(RowForm):
    """One improvement commitment."""

    WRITTEN = frozenset({"action", "evidence_expected", "due_on"})

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
    due_on = forms.DateField(label=gettext_lazy("Para cuándo"), widget=DateInput)

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_criteria(self, criteria)


class Rows(forms.BaseFormSet[forms.Form]):
    """Rows that may be left blank, old and new alike: emptying a row removes it."""

    def __init__(self, data: Any = None, *, initial: Any = None, **kwargs: Any) -> None:
        # What was sent is the whole truth: compared with what was saved, an emptied row would look half filled.
        super().__init__(data, initial=initial if data is None else None, **kwargs)

    def initial_form_count(self) -> int:
        return 0 if self.is_bound else super().initial_form_count()

    def filled(self) -> list[dict[str, Any]]:
        return [form.cleaned_data for form in self.forms if form.has_changed()]


def rows_of(form: type[forms.Form]) -> type[Rows]:
    rows = forms.formset_factory(form, formset=Rows, extra=2, max_num=60, absolute_max=60, validate_max=True)
    return cast(type[Rows], rows)


NoteRows = rows_of(NoteForm)
CommitmentRows = rows_of(CommitmentForm)


def require_due_after(rows: Rows, day: Any) -> None:
    """Mark the commitments whose date comes before the visit's `day`."""
    for form in rows.forms:
        due = form.cleaned_data.get("due_on") if form.has_changed() else None
        if due and day and due < day:
            form.add_error("due_on", ValidationError(_("La fecha del compromiso es anterior a la visita.")))


def _offer_criteria(form: forms.Form, criteria: list[Criterion]) -> None:
    choices = [("", _("Ninguna en especial")), *((c.pk, c.short_title) for c in criteria)]
    form.fields["criterion"].choices = choices  # type: ignore[attr-defined]
