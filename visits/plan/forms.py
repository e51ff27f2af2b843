"""The short forms of the calendar: planning, preparing, another day, cancelling, handing visits over."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from crispy_forms.layout import Column, Field, Layout, Row
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.edit_forms import EditForm
from accompaniment.lib.forms import DayField, PlainForm
from accompaniment.lib.widgets import DateInput, TextArea
from accompaniment.models import Assignment, Companion
from accompaniment.people.assignments.forms import companion_label
from visits.record.forms.header import check_day, check_medium
from visits.record.models.visits import Visit
from visits.record.phases import phase_to_plan


class PlanForm(forms.ModelForm[Visit]):
    visit_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    planned_on = forms.DateField(label=_("Fecha"), widget=DateInput)

    class Meta:
        model = Visit
        fields = ["phase", "mode", "medium", "purpose"]
        widgets = {"purpose": TextArea(rows=3)}
        help_texts = {"purpose": _("Qué quieres mirar o conversar, según la visita anterior.")}

    field_order = ["planned_on", "phase", "mode", "medium", "purpose"]

    def __init__(self, data: Any = None, *, assignment: Assignment, day: date | None = None) -> None:
        """`day` is the one that was touched in the calendar; None when it is still to be chosen."""
        phase = phase_to_plan(assignment, day or timezone.localdate())
        super().__init__(data, initial={"phase": phase, "planned_on": day})
        self.assignment = assignment

    def clean_planned_on(self) -> date:
        day: date = self.cleaned_data["planned_on"]
        check_to_come(day)
        check_day(day, self.assignment)
        return day

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        check_medium(self, values)
        return values

    def _post_clean(self) -> None:
        """Skip building the instance: the service writes the visit."""


class HandOnForm(PlainForm):
    """Who finishes a visit in progress instead of whoever made it."""

    receiver = forms.ModelChoiceField(label=_("La termina"), queryset=Companion.objects.none(), empty_label=_("Elige…"))

    def __init__(self, *args: Any, receivers: QuerySet[Companion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["receiver"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 : declared above
        field.queryset = receivers


class PrepareForm(EditForm):
    """What makes a planned visit a prepared one."""

    purpose = forms.CharField(label=_("Propósito de la visita"), max_length=2000, widget=TextArea(rows=5))
    purpose_agreed = forms.BooleanField(
        label=_("Lo conversé con la docente o promotora"),
        error_messages={"required": _("Conversa primero el propósito con ella; después, marca aquí.")},
    )
    coordinated_on = forms.DateField(
        label=_("Coordinada con la directora el"),
        widget=DateInput,
        error_messages={"required": _("Pon el día en que coordinaste la visita con la directora.")},
    )

    def __init__(self, data: Any = None, *, visit: Visit, proposed: str) -> None:
        super().__init__(data, row=visit)
        self.initial["purpose"] = visit.purpose or proposed
        if not is_coordinated(visit):
            del self.fields["coordinated_on"]

    def stored(self) -> dict[str, Any]:
        return {name: getattr(self.row, name) for name in ("purpose", "purpose_agreed", "coordinated_on")}

    def seen(self) -> dict[str, Any]:
        return self.stored()  # a proposed purpose is nobody's yet

    def clean_coordinated_on(self) -> date:
        day: date = self.cleaned_data["coordinated_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Ese día todavía no llega: pon el día en que ya la coordinaste."))
        return day


def is_coordinated(visit: Visit) -> bool:
    """Whether the visit is coordinated with a director first: from outside, and where there is one."""
    from_outside = visit.companion.kind == Companion.Kind.EXTERNAL
    return from_outside and not visit.institution.is_pronoei


class WithCause(forms.Form):
    """Why a visit was moved or not made: a cause from the list, and more in words."""

    cause = forms.ChoiceField(
        label=_("Motivo"),
        choices=[("", _("Elige…")), *(one for one in Visit.Cause.choices if one[0] != Visit.Cause.ENDED)],
        error_messages={"required": _("Elige el motivo.")},
    )
    detail = forms.CharField(label=_("Detalle"), max_length=400, required=False, widget=TextArea(rows=2))

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("cause") == Visit.Cause.OTHER and not values.get("detail"):
            self.add_error("detail", _("Si es otro motivo, di cuál."))
        return values


class CancelForm(WithCause):
    """Why a visit is not made."""


class RescheduleForm(WithCause):
    """The new day of a visit that has not begun, and why."""

    to_day = forms.DateField(label=_("Nueva fecha"), widget=DateInput)

    field_order = ["to_day", "cause", "detail"]

    def __init__(self, data: Any = None, *, visit: Visit, to_day: str = "") -> None:
        super().__init__(data, initial={"to_day": to_day or visit.visited_on})
        self.visit = visit

    @property
    def was_warned(self) -> bool:
        """Whether the user was shown what speaks against the chosen day: sending it again means it."""
        return bool(self.data.get("warned_of") == self.cleaned_data["to_day"].isoformat())

    def clean_to_day(self) -> date:
        day: date = self.cleaned_data["to_day"]
        check_to_come(day)
        check_day(day, self.visit.assignment)
        return day


def check_to_come(day: date) -> None:
    """Raise ValidationError for a day that is over: nothing is planned in the past."""
    if day < timezone.localdate():
        raise forms.ValidationError(_("Esa fecha ya pasó: para una visita hecha, usa «Registrar visita»."))


class PeopleField(forms.ModelMultipleChoiceField):
    """People by the post at which they are accompanied."""

    def label_from_instance(self, assignment: Assignment) -> str:
        return f"{assignment.post.teacher} · {assignment.post.institution}"


class TransferForm(PlainForm):
    receiver = forms.ModelChoiceField(label=_("Quién las recibe"), queryset=Companion.objects.none())
    starts_on = DayField(label=_("Desde"), help_text=_("El día anterior es el último de la acompañante de ahora."))
    assignments = PeopleField(
        label=_("A quiénes"),
        queryset=Assignment.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Marca al menos a una persona.")},
    )

    def __init__(self, *args: Any, receivers: QuerySet[Companion], people: QuerySet[Assignment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        receiver, chosen = self.fields["receiver"], self.fields["assignments"]
        assert isinstance(receiver, forms.ModelChoiceField)  # noqa: S101 : declared above
        assert isinstance(chosen, PeopleField)  # noqa: S101 : declared above
        self.receivers = list(receivers)
        receiver.queryset = receivers
        receiver.widget.choices = [("", _("Elige…")), *((one.pk, companion_label(one)) for one in self.receivers)]
        chosen.queryset = people
        self.initial.setdefault("starts_on", timezone.localdate() + timedelta(days=1))  # today is the former one's
        self.initial.setdefault("assignments", [assignment.pk for assignment in people])

    def layout(self) -> Layout:
        return Layout(
            Row(Column("receiver", css_class="col-sm-8"), Column("starts_on", css_class="col-sm-4")),
            Field("assignments", wrapper_class="app-choice"),
        )

    def hidden(self) -> list[tuple[str, str]]:
        """What was chosen, as names and values to send again."""
        chosen = self.cleaned_data
        return [
            ("receiver", str(chosen["receiver"].pk)),
            ("starts_on", chosen["starts_on"].isoformat()),
            *(("assignments", str(assignment.pk)) for assignment in chosen["assignments"]),
        ]
