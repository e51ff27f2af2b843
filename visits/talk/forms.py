"""Writing to the other side of a visit, and assessing one's own practice."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.lib.widgets import TextArea
from rubrics.models import Criterion
from visits.record.models.visits import Visit

from .models import Question


class CommentForm(forms.Form):
    comment_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    question = forms.ModelChoiceField(queryset=Question.objects.none(), required=False, widget=forms.HiddenInput)
    text = forms.CharField(label=gettext_lazy("Tu mensaje"), max_length=4000, widget=TextArea(rows=3))

    def __init__(self, data: Any = None, *, visit: Visit, **kwargs: Any) -> None:
        super().__init__(data, auto_id=False if data is None else "id_%s", **kwargs)
        self.fields["question"].queryset = visit.questions.all()  # type: ignore[attr-defined]


class SelfScoreForm(forms.Form):
    """How the person sees their own practice in one criterion; leaving it blank is fine."""

    value = forms.TypedChoiceField(
        label=gettext_lazy("Cómo me veo"), coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("¿Qué me hace pensar eso?"), max_length=4000, required=False, widget=TextArea(rows=2)
    )

    def __init__(self, data: Any = None, *, criterion: Criterion) -> None:
        super().__init__(data, prefix=f"self-{criterion.pk}")
        self.criterion = criterion
        self.levels = list(criterion.levels.all())
        choices = [(level.value, str(level)) for level in self.levels]
        self.fields["value"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("reason") and not values.get("value"):
            self.add_error("value", _("Elige también cómo te ves."))
        return values
