"""Part 4 of the visit form: evidence and level of each criterion, or why there is none."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.lib.shared_fields import sharing_fields
from accompaniment.lib.widgets import TextArea
from rubrics.models import Criterion
from visits.record.record import LONG


@sharing_fields(but=("value",))
class ScoreForm(forms.Form):
    """The level reached in one criterion and the evidence it was chosen on; `tagged` are the notes that speak of it."""

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
    not_observed = forms.BooleanField(label=gettext_lazy("No se observó"), required=False)
    not_observed_reason = forms.CharField(
        label=gettext_lazy("¿Por qué no se observó?"), max_length=400, required=False, widget=forms.TextInput
    )
    in_doubt = forms.BooleanField(
        label=gettext_lazy("Dudé: quiero conversarlo para calibrar"),
        required=False,
    )
    field_order = ["evidence", "value"]

    SELDOM = ("not_observed", "not_observed_reason", "in_doubt")
    SCORE = ("value", "evidence", "not_observed", "not_observed_reason", "in_doubt")

    def __init__(self, *args: Any, criterion: Criterion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criterion = criterion
        self.levels = list(criterion.levels.all())
        self.tagged: list[dict[str, Any]] = []
        self.fields["value"].choices = self._choices  # type: ignore[attr-defined]

    def _choices(self) -> list[tuple[int, str]]:
        return [(level.value, str(level)) for level in self.levels]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("value") and not values.get("evidence") and "evidence" not in self.errors:
            self.add_error("evidence", _("Escribe primero la evidencia: qué viste o escuchaste."))
        self._check_not_observed(values)
        return values

    def _check_not_observed(self, values: dict[str, Any]) -> None:
        reason = values.get("not_observed_reason")
        if values.get("not_observed") and values.get("value"):
            self.add_error("not_observed", _("Elige un nivel o «No se observó», no los dos."))
        elif values.get("not_observed") and not reason and "not_observed_reason" not in self.errors:
            self.add_error("not_observed_reason", _("Di por qué no se pudo observar."))
        elif reason and not values.get("not_observed"):
            self.add_error("not_observed", _("Si no se observó, márcalo; si se observó, borra el motivo."))

    @property
    def has_exceptions(self) -> bool:
        """Whether something stands, or is wrong, in what is seldom needed."""
        return any(self[name].value() or name in self.errors for name in self.SELDOM)

    @property
    def score(self) -> dict[str, Any]:
        """The score as it is written, empty when nothing is said of this criterion."""
        values = {name: self.cleaned_data[name] for name in self.SCORE}
        return values if any(values.values()) else {}


def refuse_levels_unobserved(header: forms.BaseForm, scores: list[ScoreForm]) -> None:
    """Mark why practice was not observed where levels say that it was."""
    levels = sum(bool(form.cleaned_data.get("value")) for form in scores)
    if header.cleaned_data.get("unobserved_why") and levels:
        header.add_error("unobserved_why", _("Hay rúbricas con nivel: bórralas, o borra este motivo."))
