"""The form of a plan: its texts, a row for each goal and each line, and some left blank for more.

A row's key is made before it is stored, so that a page that saved a new row by itself goes on writing the same one.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.lib.edit_forms import EditForm
from accompaniment.lib.forms import DayField
from accompaniment.models import User
from reports.plans.models import FollowUpPlan, PlanGoal, PlanLine
from rubrics.models import Criterion
from rubrics.scales import short_label, top

from .following import choices_to_follow, columns_of, followed_by
from .group_levels import criteria_seen
from .groups import posts_of_plan
from .services import Written

BLANK_GOALS, BLANK_LINES = 1, 2
MOST_ROWS = 80
TEXTS = ("strengths", "diagnosis", "agreements", "balance")
OF_GROUPS = ("objective", "team", "resolution", "resolved_on")
GOAL = ("criterion", "from_level", "to_level", "people", "by_on")
LINE = (
    "need", "criterion", "performance", "objective", "strategy", "responsible", "starts_on", "ends_on", "resources",
    "indicator", "evidence", "own_state",
)  # fmt: skip


def _text(model: Any, name: str, rows: int = 0) -> forms.CharField:
    """A field for a column of text, over so many lines; over one without."""
    column = model._meta.get_field(name)
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    label = str(column.verbose_name)
    return forms.CharField(
        label=label[0].upper() + label[1:], max_length=column.max_length, required=False, widget=widget
    )


class PlanForm(EditForm):
    """A goal without a criterion and a line without need and objective are none: emptying them takes them away."""

    row: FollowUpPlan
    goals = forms.CharField(label=gettext_lazy("Las metas"), required=False, widget=forms.HiddenInput)
    lines = forms.CharField(label=gettext_lazy("Las líneas"), required=False, widget=forms.HiddenInput)
    blank_goals = forms.CharField(required=False, widget=forms.HiddenInput)
    blank_lines = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, row: FollowUpPlan, by: User, **kwargs: Any) -> None:
        self.criteria = _criteria(row)
        self.texts = (*TEXTS, *OF_GROUPS) if row.group else TEXTS
        self.goal_names = [name for name in GOAL if name != ("from_level" if row.group else "people")]
        self.to_follow = choices_to_follow(row, by=by)
        goals, lines = list(row.goals.all()), list(row.lines.all())
        self.goal_keys = _keys([goal.pk for goal in goals], data, "goals", BLANK_GOALS)
        self.line_keys = _keys([line.pk for line in lines], data, "lines", BLANK_LINES)
        super().__init__(data, row=row, initial=_values(row, goals, lines), **kwargs)
        self.initial["blank_goals"] = " ".join(self.goal_keys[len(goals) :])
        self.initial["blank_lines"] = " ".join(self.line_keys[len(lines) :])
        self.fields |= {name: _text(FollowUpPlan, name, 4) for name in TEXTS}
        if row.group:
            self.fields |= {name: _text(FollowUpPlan, name, 3) for name in ("objective", "team")}
            self.fields["resolution"] = _text(FollowUpPlan, "resolution")
            self.fields["resolved_on"] = DayField(label=_("Fecha de la resolución"), required=False)
        for key in self.goal_keys:
            self.fields |= {f"{name}-{key}": field for name, field in self._goal_fields().items()}
        for key in self.line_keys:
            self.fields |= {f"{name}-{key}": field for name, field in self._line_fields().items()}

    def _goal_fields(self) -> dict[str, forms.Field]:
        all_fields = {
            "criterion": self._criterion_field(),
            "from_level": self._level_field(_("Del nivel")),
            "to_level": self._level_field(_("Al nivel")),
            "people": forms.IntegerField(label=_("Cuántas personas"), required=False, min_value=1, max_value=9999),
            "by_on": DayField(label=_("Para cuándo"), required=False),
        }
        return {name: all_fields[name] for name in self.goal_names}

    def _line_fields(self) -> dict[str, forms.Field]:
        strategies, states = PlanLine.Strategy.choices, PlanLine.State.choices
        return {
            "need": _text(PlanLine, "need", 3),
            "criterion": self._criterion_field(),
            "performance": _text(PlanLine, "performance"),
            "objective": _text(PlanLine, "objective", 3),
            "strategy": forms.ChoiceField(label=_("Estrategia"), choices=strategies, required=False),
            "responsible": _text(PlanLine, "responsible"),
            "starts_on": DayField(label=_("Desde"), required=False),
            "ends_on": DayField(label=_("Hasta"), required=False),
            "resources": _text(PlanLine, "resources"),
            "indicator": _text(PlanLine, "indicator"),
            "evidence": _text(PlanLine, "evidence"),
            "follows": forms.ChoiceField(label=_("Sigue a"), choices=self.to_follow, required=False),
            "own_state": forms.ChoiceField(label=_("Estado"), choices=states, required=False),
        }

    def _criterion_field(self) -> forms.TypedChoiceField:
        found = [("", "—"), *((one.pk, one.short_title) for one in self.criteria)]
        return forms.TypedChoiceField(label=_("Rúbrica"), choices=found, required=False, coerce=int, empty_value=None)

    def _level_field(self, label: str) -> forms.TypedChoiceField:
        scales = {one.scale for one in self.criteria}
        highest = max((top(scale) for scale in scales), default=0)
        [scale] = scales if len(scales) == 1 else [None]
        named = [(n, short_label(scale, n) if scale else str(n)) for n in range(1, highest + 1)]
        choices: list[tuple[Any, str]] = [("", "—"), *named]
        return forms.TypedChoiceField(label=label, choices=choices, required=False, coerce=int, empty_value=None)

    def stored(self) -> Mapping[str, Any]:
        goals, lines = PlanGoal.objects.filter(plan=self.row), PlanLine.objects.filter(plan=self.row)
        return _values(self.row, list(goals), list(lines))

    def seen(self) -> Mapping[str, Any]:
        """Without the keys of blank rows, which no two pages share."""
        return {name: value for name, value in self.initial.items() if not name.startswith("blank_")}

    def name_of(self, name: str) -> str:
        """Which row it is of: as it was called when the page opened."""
        field, _dash, key = name.partition("-")
        if not key:
            return super().name_of(name)
        if key in self.goal_keys:
            return _("Meta %(n)d, %(field)s") % {"n": self.goal_keys.index(key) + 1, "field": self._label(name)}
        return _("Línea %(n)d, %(field)s") % {"n": self.line_keys.index(key) + 1, "field": self._label(name)}

    def _label(self, name: str) -> str:
        return super().name_of(name).lower()

    def _text_in_words(self, name: str, text: Any) -> str:
        if name in ("goals", "lines"):
            return str(len(text.split()))
        return super()._text_in_words(name, text)

    def goal_rows(self) -> Iterator[dict[str, BoundField]]:
        for key in self.goal_keys:
            yield {name: self[f"{name}-{key}"] for name in self.goal_names}

    def line_rows(self) -> Iterator[dict[str, Any]]:
        for key in self.line_keys:
            row: dict[str, Any] = {name: self[f"{name}-{key}"] for name in (*LINE, "follows")}
            titled = row["objective"].value() or row["need"].value()
            yield row | {"title": titled, "has_errors": any(field.errors for field in row.values())}

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        tops = {one.pk: top(one.scale) for one in self.criteria}
        for key in self.goal_keys:
            criterion, first, last = (values.get(f"{name}-{key}") for name in ("criterion", "from_level", "to_level"))
            if not criterion:
                continue
            if not last:
                self.add_error(f"to_level-{key}", _("¿A qué nivel?"))
            elif last > tops[criterion] or (first or 0) > last:
                self.add_error(f"to_level-{key}", _("La meta va del nivel de hoy hacia arriba, dentro de su escala."))
        for key in self.line_keys:
            if _is_backwards(values.get(f"starts_on-{key}"), values.get(f"ends_on-{key}")):
                self.add_error(f"ends_on-{key}", _("Termina antes de empezar: revisa las fechas."))
        return values

    def written(self) -> Written:
        values = self.cleaned_data
        goals = [key for key in self.goal_keys if values.get(f"criterion-{key}")]
        lines = [key for key in self.line_keys if values.get(f"need-{key}") or values.get(f"objective-{key}")]
        return Written(
            {name: values[name] for name in self.texts},
            [(uuid.UUID(key), {_column(name): values[f"{name}-{key}"] for name in self.goal_names}) for key in goals],
            [(uuid.UUID(key), self._line(key)) for key in lines],
        )

    def _line(self, key: str) -> dict[str, Any]:
        values = {name: self.cleaned_data[f"{name}-{key}"] for name in LINE}
        followed = columns_of(self.cleaned_data[f"follows-{key}"])
        values["strategy"] = values["strategy"] or PlanLine.Strategy.VISIT
        values["own_state"] = values["own_state"] or PlanLine.State.PLANNED
        return {_column(name): value for name, value in values.items()} | followed


def _criteria(plan: FollowUpPlan) -> list[Criterion]:
    """Those of the instrument of a person; those that a group's visits were scored with."""
    if plan.group:
        return criteria_seen(posts_of_plan(plan), plan.campaign)
    return list(Criterion.objects.filter(version=plan.version_id).order_by("order"))


def _values(plan: FollowUpPlan, goals: list[PlanGoal], lines: list[PlanLine]) -> dict[str, Any]:
    """What these rows hold, by field."""
    values: dict[str, Any] = {name: getattr(plan, name) for name in (*TEXTS, *OF_GROUPS)}
    values |= {"goals": " ".join(str(one.pk) for one in goals), "lines": " ".join(str(one.pk) for one in lines)}
    for goal in goals:
        values |= {f"{name}-{goal.pk}": getattr(goal, _column(name)) for name in GOAL}
    for line in lines:
        values |= {f"{name}-{line.pk}": getattr(line, _column(name)) for name in LINE}
        values[f"follows-{line.pk}"] = followed_by(line)
    return values


def _column(name: str) -> str:
    return "criterion_id" if name == "criterion" else name


def _is_backwards(first: date | None, last: date | None) -> bool:
    return first is not None and last is not None and last < first


def _keys(stored: list[uuid.UUID], data: Any, name: str, blank: int) -> list[str]:
    """The rows that are stored, those that the page had when it was opened, and those that it offers for more."""
    keys = [str(key) for key in stored]
    sent = f"{data.get(name, '')} {data.get(f'blank_{name}', '')}".split() if data else []
    keys += [key for key in sent[:MOST_ROWS] if key not in keys and _is_key(key)]
    return list(dict.fromkeys(keys)) if data else [*keys, *(str(uuid.uuid4()) for _n in range(blank))]


def _is_key(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


class CommentForm(EditForm):
    """What the person says of their own plan."""

    row: FollowUpPlan

    comment = forms.CharField(
        label=gettext_lazy("Tu comentario"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    def stored(self) -> Mapping[str, Any]:
        return {"comment": self.row.comment}


class CloseForm(EditForm):
    """The balance that ends a plan; where none is written, one begins with the figures."""

    row: FollowUpPlan

    balance = forms.CharField(
        label=gettext_lazy("Balance al cierre"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, data: Any = None, *, row: FollowUpPlan, begins_with: str) -> None:
        super().__init__(data, row=row)
        self.initial["balance"] = row.balance or begins_with

    def stored(self) -> Mapping[str, Any]:
        return {"balance": self.row.balance}

    def seen(self) -> Mapping[str, Any]:
        return self.stored()
