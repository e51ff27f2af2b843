"""One criterion of a draft with its levels."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.lib.edit_forms import OPENED, EditForm
from accompaniment.lib.locks import lock
from rubrics.catalogues.shipped import competency_choices
from rubrics.instruments.checks import MOST_WEIGHT
from rubrics.instruments.models.criteria import Criterion
from rubrics.instruments.models.versions import InstrumentVersion
from rubrics.scales import USUAL_NAMES, ScaleKind, short_label, top

from .instruments import PlainText

FIELDS = ("section", "title", "short_title", "aspects", "competency", "scale", "weight")
LONG = 4000


class CriterionForm(EditForm):
    """A criterion of a draft, or a new one, with as many levels as its scale has; `shown` is the scale whose levels are
    on the page.
    """

    section = PlainText(
        label=gettext_lazy("Sección"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Los criterios seguidos de una misma sección van juntos. Puede quedar vacía."),
    )
    title = PlainText(label=gettext_lazy("Título"), max_length=240, widget=forms.Textarea(attrs={"rows": 2}))
    short_title = PlainText(
        label=gettext_lazy("Título corto"), max_length=60, help_text=gettext_lazy("El de los gráficos: unas 22 letras.")
    )
    aspects = PlainText(
        label=gettext_lazy("Qué se mira"), max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    competency = forms.ChoiceField(
        label=gettext_lazy("Competencia del Marco de Buen Desempeño Docente"),
        choices=competency_choices(gettext_lazy("ninguna en especial")),
        required=False,
    )
    scale = forms.ChoiceField(label=gettext_lazy("Escala"), choices=ScaleKind.choices)
    weight = forms.IntegerField(
        label=gettext_lazy("Peso"),
        min_value=1,
        max_value=MOST_WEIGHT,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, version: InstrumentVersion, criterion: Criterion | None = None) -> None:
        self.said = _said_of(criterion) if criterion else _as_the_last_of(version)
        scale = data.get("scale") if data is not None else self.said["scale"]
        self.scale_shown = scale if scale in ScaleKind.values else self.said["scale"]
        self.was_rescaled = data is not None and data.get("shown") != self.scale_shown
        retyped = _retyped(data, self.scale_shown) if self.was_rescaled else self.said
        initial = {**retyped, "shown": self.scale_shown}
        super().__init__(None if self.was_rescaled else data, row=criterion, initial=initial)
        self.held = criterion and version  # which the services lock before a criterion
        if OPENED in retyped:
            self.initial[OPENED] = retyped[OPENED]
        for value in range(1, top(self.scale_shown) + 1):
            self._add_level(value)

    def _add_level(self, value: int) -> None:
        self.fields[f"label-{value}"] = PlainText(label=_("Cómo se llama"), max_length=40)
        self.fields[f"descriptor-{value}"] = PlainText(
            label=_("Qué se ve en este nivel"),
            max_length=LONG,
            required=False,
            widget=forms.Textarea(attrs={"rows": 4}),
        )
        self.initial.setdefault(f"label-{value}", USUAL_NAMES[ScaleKind(self.scale_shown)][value - 1])

    @property
    def level_rows(self) -> list[tuple[str, BoundField, BoundField]]:
        """What each level is called on the scale, with its two fields, from low to high."""
        return [
            (short_label(self.scale_shown, value), self[f"label-{value}"], self[f"descriptor-{value}"])
            for value in range(1, top(self.scale_shown) + 1)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._check_labels(cleaned)
        return cleaned

    def _check_labels(self, cleaned: dict[str, Any]) -> None:
        seen: set[str] = set()
        for value in range(1, top(self.scale_shown) + 1):
            label = cleaned.get(f"label-{value}", "").casefold()
            if label and label in seen:
                self.add_error(f"label-{value}", _("Otro nivel se llama igual."))
            seen.add(label)

    def stored(self) -> dict[str, Any]:
        lock(self.row)
        return _said_of(self.row)

    def seen(self) -> dict[str, Any]:
        return self.said

    def name_of(self, name: str) -> str:
        """A field of a level is called by its level too."""
        field, _dash, value = name.partition("-")
        called = super().name_of(name)
        return f"{short_label(self.scale_shown, int(value))}, {called}" if value else called

    def field_values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}

    def level_values(self) -> list[dict[str, str]]:
        return [
            {"label": self.cleaned_data[f"label-{value}"], "descriptor": self.cleaned_data[f"descriptor-{value}"]}
            for value in range(1, top(self.scale_shown) + 1)
        ]


def _as_the_last_of(version: InstrumentVersion) -> dict[str, Any]:
    """What a new criterion has in common with the last one of the instrument."""
    last = version.criteria.order_by("-order").first()
    return {"scale": last.scale if last else ScaleKind.I_TO_IV, "section": last.section if last else ""}


def _said_of(criterion: Criterion) -> dict[str, Any]:
    said = {name: getattr(criterion, name) for name in FIELDS}
    for level in criterion.levels.all():
        said |= {f"label-{level.value}": level.label, f"descriptor-{level.value}": level.descriptor}
    return said


def _retyped(data: Any, scale: str) -> dict[str, Any]:
    """Return what was typed for another scale; names of levels that were only usual give way to those of this one."""
    typed = {name: data.get(name) for name in data if name not in ("shown", "csrfmiddlewaretoken")}
    usual = {name for names in USUAL_NAMES.values() for name in names}
    return {name: value for name, value in typed.items() if not (name.startswith("label-") and value in usual)} | {
        "scale": scale
    }
