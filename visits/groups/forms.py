"""The forms of group sessions: convening, who came and what was agreed, commitments."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.lib.edit_forms import EditForm
from accompaniment.lib.forms import DayField, PlainForm
from accompaniment.lib.widgets import TextArea, TimeInput
from accompaniment.models import SessionKind, Teacher
from rubrics.catalogues.shipped import competency_choices, curriculum_choices
from rubrics.models import Criterion

from .models import Attendance, GroupSession
from .questions import SCALE, RatingQuestion
from .services import Agreement, SessionData

STARTS, ENDS = time(15, 0), time(18, 0)  # a meeting after classes
WRITTEN = (
    "kind",
    "title",
    "purpose",
    "held_on",
    "starts_at",
    "ends_at",
    "place",
    "link",
    "facilitator",
    "to_bring",
    "series",
    "competency",
    "curriculum",
)
USUAL_TERM = timedelta(days=30)


class CriterionField(forms.ModelChoiceField):
    """The criteria of the instruments in force, by their short titles."""

    def label_from_instance(self, criterion: Criterion) -> str:
        return f"{criterion.short_title} · {criterion.version.instrument}"


class SessionForm(EditForm):
    """What a session is about, when and where; without a row it is a new one."""

    session_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    kind = forms.ChoiceField(label=gettext_lazy("Tipo"))
    title = forms.CharField(label=gettext_lazy("Tema"), max_length=200)
    criterion = CriterionField(
        label=gettext_lazy("Rúbrica a la que responde"),
        queryset=Criterion.objects.none(),
        required=False,
        empty_label=gettext_lazy("Ninguna en particular"),
    )
    competency = forms.ChoiceField(
        label=gettext_lazy("Competencia del MBDD"),
        choices=competency_choices(gettext_lazy("La de la rúbrica, o ninguna")),
        required=False,
    )
    curriculum = forms.ChoiceField(
        label=gettext_lazy("Competencia del currículo"),
        choices=curriculum_choices(gettext_lazy("Ninguna en particular")),
        required=False,
    )
    purpose = forms.CharField(label=gettext_lazy("Propósito"), max_length=400, required=False, widget=TextArea(rows=2))
    held_on = DayField(label=gettext_lazy("Fecha"))
    starts_at = forms.TimeField(label=gettext_lazy("Empieza"), widget=TimeInput, initial=STARTS)
    ends_at = forms.TimeField(label=gettext_lazy("Termina"), widget=TimeInput, initial=ENDS)
    place = forms.CharField(label=gettext_lazy("Lugar"), max_length=120, required=False)
    link = forms.URLField(
        label=gettext_lazy("Enlace, si es virtual"), max_length=300, required=False, assume_scheme="https"
    )
    facilitator = forms.CharField(
        label=gettext_lazy("La conduce"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Vacío: tú. Si viene otra persona, su nombre."),
    )
    to_bring = forms.CharField(label=gettext_lazy("Qué traer"), max_length=400, required=False)
    series = forms.CharField(
        label=gettext_lazy("Serie"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Los días de un taller, por ejemplo: el mismo nombre en todos da una sola constancia."),
    )
    is_sure = forms.BooleanField(label=gettext_lazy("Sí, convocarla de todos modos"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        row: GroupSession | None,
        kinds: Sequence[SessionKind],
        criteria: QuerySet[Criterion],
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, row=row, initial=initial)
        self.warned: Sequence[str] = ()
        self.fields["kind"].choices = [(kind.code, str(kind)) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["criterion"].queryset = criteria  # type: ignore[attr-defined]

    def stored(self) -> Mapping[str, Any]:
        return {name: getattr(self.row, name) for name in WRITTEN} | {"criterion": self.row.criterion_id}

    def layout(self) -> Layout:
        return Layout(
            "session_id",
            Row(Column("kind", css_class="col-sm-4"), Column("title", css_class="col-sm-8")),
            "criterion",
            Row(*(Column(name, css_class="col-sm-6") for name in ("competency", "curriculum"))),
            "purpose",
            Row(*(Column(name, css_class="col-sm-4") for name in ("held_on", "starts_at", "ends_at"))),
            Row(Column("place", css_class="col-sm-6"), Column("link", css_class="col-sm-6")),
            Row(Column("facilitator", css_class="col-sm-6"), Column("to_bring", css_class="col-sm-6")),
            "series",
            *(["is_sure"] if self.warned else []),
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        starts, ends = values.get("starts_at"), values.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("La hora de término debe ser posterior a la de inicio."))
        if not values.get("place") and not values.get("link") and not self.errors:
            self.add_error("place", _("Di dónde es: un lugar, o un enlace."))
        return values

    def session(self) -> SessionData:
        own = {"session_id", "is_sure"}
        return SessionData(**{name: value for name, value in self.cleaned_data.items() if name not in own})

    def goes_on(self, warned: Sequence[str]) -> bool:
        """Whether nothing speaks against it, or whoever convenes says that they know; else the page says what does."""
        self.warned = warned
        return not warned or self.cleaned_data["is_sure"]


class CancelSessionForm(PlainForm):
    cancel_reason = forms.CharField(
        label=gettext_lazy("Por qué no se realiza"), max_length=400, widget=TextArea(rows=2)
    )


class RecordForm(EditForm):
    """Who came and what was agreed: a mark, and minutes missed, for each person who is written down."""

    agreements = forms.CharField(
        label=gettext_lazy("Acuerdos del grupo"), max_length=20000, required=False, widget=TextArea(rows=5)
    )

    def __init__(self, data: Any = None, *, row: GroupSession) -> None:
        self.attendances = list(row.attendances.select_related("teacher").order_by("teacher__search_name", "pk"))
        self.moments = list(row.agenda.all())
        super().__init__(data, row=row)
        for moment in self.moments:
            self.fields[f"notes-{moment.pk}"] = forms.CharField(
                label=moment.title, max_length=8000, required=False, widget=TextArea(rows=2)
            )
        for one in self.attendances:
            self.fields[f"mark-{one.pk}"] = forms.ChoiceField(
                label=str(one.teacher), choices=Attendance.Status.choices, widget=forms.RadioSelect
            )
            self.fields[f"missed-{one.pk}"] = forms.IntegerField(
                label=_("Minutos que no estuvo"),
                required=False,
                min_value=0,
                max_value=24 * 60,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def stored(self) -> Mapping[str, Any]:
        values: dict[str, Any] = {"agreements": self.row.agreements}
        values |= {f"notes-{key}": notes for key, notes in self.row.agenda.values_list("pk", "notes")}
        for key, status, missed in self.row.attendances.values_list("pk", "status", "minutes_missed"):
            values |= {f"mark-{key}": status, f"missed-{key}": missed or ""}
        return values

    def rows(self) -> list[tuple[Any, Any]]:
        """The two fields of each person."""
        return [(self[f"mark-{one.pk}"], self[f"missed-{one.pk}"]) for one in self.attendances]

    def note_fields(self) -> list[Any]:
        return [self[f"notes-{moment.pk}"] for moment in self.moments]

    def has_notes(self) -> bool:
        """Whether something is noted, or wrong in what is, so that it stands open."""
        return any(field.value() or field.errors for field in self.note_fields())

    def notes(self) -> dict[int, str]:
        """What is noted, by the key of each moment."""
        return {moment.pk: self.cleaned_data[f"notes-{moment.pk}"] for moment in self.moments}

    def name_of(self, name: str) -> str:
        return f"{_('Minutos')}, {self._who(name)}" if name.startswith("missed-") else super().name_of(name)

    def _who(self, name: str) -> str:
        return str(self.fields[name.replace("missed-", "mark-")].label)

    def marks(self) -> dict[int, tuple[str, int]]:
        """By the key of each attendance: its status and the minutes missed, which only count for who came."""
        found = {}
        for one in self.attendances:
            status = self.cleaned_data[f"mark-{one.pk}"]
            came = status == Attendance.Status.ATTENDED
            found[one.pk] = (status, (self.cleaned_data[f"missed-{one.pk}"] or 0) if came else 0)
        return found


class PeopleField(forms.ModelMultipleChoiceField):
    """People by their names."""

    def label_from_instance(self, teacher: Teacher) -> str:
        return str(teacher)


class AgreementForm(PlainForm):
    """What those who came commit themselves to; all of them, unless somebody is left out."""

    action = forms.CharField(label=gettext_lazy("A qué nos comprometemos"), max_length=4000, widget=TextArea(rows=3))
    evidence_expected = forms.CharField(label=gettext_lazy("Cómo lo veremos"), max_length=400, required=False)
    due_on = DayField(label=gettext_lazy("Para cuándo"))
    criterion = CriterionField(
        label=gettext_lazy("Rúbrica"),
        queryset=Criterion.objects.none(),
        required=False,
        empty_label=gettext_lazy("Ninguna en particular"),
    )
    teachers = PeopleField(
        label=gettext_lazy("Quiénes"),
        queryset=Teacher.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Marca al menos a una persona.")},
    )

    def __init__(self, data: Any = None, *, session: GroupSession, criteria: QuerySet[Criterion]) -> None:
        came = Teacher.objects.filter(
            attendances__session=session, attendances__status=Attendance.Status.ATTENDED
        ).order_by("search_name", "pk")
        initial = {"criterion": session.criterion_id, "due_on": timezone.localdate() + USUAL_TERM, "teachers": came}
        super().__init__(data, initial=initial)
        self.fields["criterion"].queryset = criteria  # type: ignore[attr-defined]
        self.fields["teachers"].queryset = came  # type: ignore[attr-defined]

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Ese día ya pasó."))
        return day

    def agreement(self) -> Agreement:
        return Agreement(**{name: value for name, value in self.cleaned_data.items() if name != "teachers"})


class InviteForm(PlainForm):
    """Whom to write down; the page lists them by their place."""

    people = forms.ModelMultipleChoiceField(
        queryset=Teacher.objects.none(),
        error_messages={"required": gettext_lazy("Marca al menos a una persona.")},
    )

    def __init__(self, data: Any = None, *, people: QuerySet[Teacher]) -> None:
        super().__init__(data)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]


class RatingForm(PlainForm):
    """What somebody thinks of a session: a value of the scale for each question."""

    def __init__(self, data: Any = None, *, questions: Sequence[RatingQuestion]) -> None:
        super().__init__(data)
        for question in questions:
            self.fields[question.code] = forms.TypedChoiceField(
                label=question.statement, choices=SCALE, coerce=int, widget=forms.RadioSelect
            )

    def values(self) -> dict[str, int]:
        """The value that each question was given, by its code."""
        return self.cleaned_data
