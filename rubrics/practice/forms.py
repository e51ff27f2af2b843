"""Forms of practice: writing a case with its reference, and answering one."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.lib.edit_forms import EditForm
from accompaniment.models import Ugel
from rubrics.instruments.models.criteria import Criterion
from rubrics.instruments.models.versions import InstrumentVersion

from .models import PracticeCase, PracticeReference
from .services import Levels


def rows_area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "cols": 40})


SAID = ("title", "ugel", "vignette", "video", "is_invented")


class CaseForm(EditForm):
    """What a case says. Without a UGEL it is for everyone: only who writes for everyone is offered that.

    The reference levels have forms of their own; here they only stand to be compared with what is stored.
    """

    video = forms.URLField(
        label=gettext_lazy("Enlace a un video"),
        max_length=400,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Solo si hay permiso para mostrarlo."),
    )

    def __init__(
        self, *args: Any, criteria: Iterable[Criterion], ugels: QuerySet[Ugel], for_everyone: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        own = [name for name in SAID if name not in self.fields]
        self.fields |= forms.fields_for_model(PracticeCase, own, widgets={"vignette": rows_area(8)})
        for criterion in criteria:
            for name, label in (("value", _("nivel")), ("reason", _("por qué"))):
                title = f"{criterion.short_title}, {label}"
                self.fields[f"c{criterion.pk}-{name}"] = forms.CharField(label=title, required=False)
        ugel: Any = self.fields["ugel"]
        ugel.queryset, ugel.required = ugels, not for_everyone
        ugel.label, ugel.empty_label = _("Para quiénes"), _("Todas las UGEL") if for_everyone else None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not values.get("vignette") and not values.get("video") and "video" not in self.errors:
            self.add_error("vignette", _("Escribe qué ocurrió o da el enlace a un video."))
        return values

    def layout(self) -> Layout:
        return Layout(*SAID)

    def stored(self) -> dict[str, Any]:
        said = {name: getattr(self.row, name) for name in SAID} | {"ugel": self.row.ugel_id}
        for reference in self.row.references.all():
            said |= {f"c{reference.criterion_id}-{name}": value for name, value in _initial_of(reference).items()}
        return said

    def case(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in SAID}


class CaseEnvelope(forms.Form):
    """The key of a new case, which is born with the page."""

    case_id = forms.UUIDField()


class LevelForm(forms.Form):
    """The level of one criterion and why: what both a reference and an answer say."""

    value = forms.TypedChoiceField(
        label=gettext_lazy("Nivel"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Ese nivel no existe en esta escala.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("¿Por qué ese nivel?"), max_length=4000, required=False, widget=rows_area(2)
    )

    def __init__(self, *args: Any, criterion: Criterion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criterion = criterion
        self.levels = list(criterion.levels.all())
        self.fields["value"].choices = self.choices()  # type: ignore[attr-defined]

    def choices(self) -> list[tuple[Any, str]]:
        return [(level.value, str(level)) for level in self.levels]


class ReferenceForm(LevelForm):
    """The level that a case deserves; blank where the case does not show the criterion."""

    def choices(self) -> list[tuple[Any, str]]:
        return [("", _("No se ve en este caso")), *super().choices()]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("value") and not values.get("reason"):
            self.add_error("reason", _("Explica por qué es ese nivel: es lo que ayuda a quien practica."))
        return values


class AnswerLevelForm(LevelForm):
    def clean_value(self) -> int:
        value: int | None = self.cleaned_data["value"]
        if value is None:
            raise forms.ValidationError(_("Elige un nivel."))
        return value


class AnswerEnvelope(forms.Form):
    answer = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class LevelForms:
    """The forms of several criteria, valid together or not at all."""

    def __init__(self, forms_: list[LevelForm]) -> None:
        self.forms = forms_

    def is_valid(self) -> bool:
        are_valid = [form.is_valid() for form in self.forms]  # every one, so that every error shows at once
        return all(are_valid)

    def show(self, data: Any) -> None:
        """Show this instead of what was sent."""
        for form in self.forms:
            form.data = data

    def levels(self) -> Levels:
        """Return criterion id -> level and reason, where a level was chosen."""
        return {f.criterion.pk: dict(f.cleaned_data) for f in self.forms if f.cleaned_data["value"]}


def reference_forms(data: Any, version: InstrumentVersion, case: PracticeCase | None) -> LevelForms:
    written = {r.criterion_id: r for r in case.references.all()} if case else {}
    return LevelForms(
        [
            ReferenceForm(
                data, criterion=criterion, initial=_initial_of(written.get(criterion.pk)), prefix=f"c{criterion.pk}"
            )
            for criterion in version.criteria.prefetch_related("levels")
        ]
    )


def _initial_of(reference: PracticeReference | None) -> dict[str, Any]:
    return {"value": reference.value, "reason": reference.reason} if reference else {"value": ""}


def answer_forms(data: Any, case: PracticeCase) -> LevelForms:
    """A form for each criterion that the case shows, without saying what its level is."""
    shown = case.version.criteria.filter(pk__in=case.references.values("criterion")).prefetch_related("levels")
    return LevelForms([AnswerLevelForm(data, criterion=criterion, prefix=f"c{criterion.pk}") for criterion in shown])
