"""The form that turns a fulfilled commitment into an idea that identifies nobody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.lib.forms import PlainForm
from accompaniment.lib.widgets import TextArea
from accompaniment.models import Teacher
from rubrics.catalogues.shipped import competency_choices

from .ideas import IdeaData
from .models import Commitment
from .naming import names_in


class IdeaForm(PlainForm):
    action = forms.CharField(label=gettext_lazy("A qué se comprometen"), max_length=400, widget=TextArea(rows=3))
    evidence_expected = forms.CharField(label=gettext_lazy("Cómo se verá"), max_length=400, required=False)
    topic = forms.CharField(
        label=gettext_lazy("A qué ayuda"), max_length=60, help_text=gettext_lazy("El título corto de la rúbrica.")
    )
    competency = forms.ChoiceField(
        label=gettext_lazy("Competencia del MBDD"),
        choices=competency_choices(gettext_lazy("ninguna en especial")),
        required=False,
    )
    teacher_kind = forms.ChoiceField(label=gettext_lazy("Para"), choices=Teacher.Kind.choices)
    is_nameless = forms.BooleanField(
        label=gettext_lazy("Lo revisé: no habla de ninguna persona ni institución"),
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, data: Any = None, *, commitment: Commitment, people: list[str], places: list[str]) -> None:
        criterion = commitment.criterion
        known = {
            "action": commitment.action[:400],
            "evidence_expected": commitment.evidence_expected,
            "topic": criterion.short_title if criterion else commitment.performance[:60],
            "competency": commitment.competency or (criterion.competency if criterion else ""),
            "teacher_kind": commitment.teacher.kind,
        }
        super().__init__(data, initial=known)
        self.people, self.places = people, places

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        text = " ".join(values.get(name, "") for name in ("action", "evidence_expected", "topic"))
        found = names_in(text, people=self.people, places=self.places)
        if found and not values.get("is_nameless"):
            self.fields["is_nameless"].widget = forms.CheckboxInput()
            warning = _("Esto parece nombrar a alguien o a un lugar: %(words)s. Cámbialo, o marca que ya lo revisaste.")
            self.add_error("is_nameless", warning % {"words": ", ".join(found)})
        return values

    def idea(self) -> IdeaData:
        return IdeaData(**{name: value for name, value in self.cleaned_data.items() if name != "is_nameless"})
