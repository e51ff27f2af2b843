"""Marking oneself by a PIN on another's phone, and typing a signed sheet in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accompaniment.lib.forms import CodeField, PlainForm
from accompaniment.models import Teacher
from visits.groups.models import Attendance, GroupSession

from .services import on_paper


class OnePersonField(forms.ModelChoiceField):
    """A person by her name."""

    def label_from_instance(self, teacher: Teacher) -> str:
        return str(teacher)


class PinForm(PlainForm):
    """Who she is, among those who are not marked yet and have a PIN, and her PIN."""

    teacher = OnePersonField(label=gettext_lazy("Quién eres"), queryset=Teacher.objects.none())
    pin = CodeField(
        label=gettext_lazy("Tu PIN"),
        max_length=40,
        widget=forms.PasswordInput({"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, session: GroupSession) -> None:
        super().__init__(data)
        people = Teacher.objects.filter(attendances__session=session, user__is_active=True).exclude(user__pin="")
        self.people = people.exclude(
            attendances__in=session.attendances.filter(status=Attendance.Status.ATTENDED)
        ).select_related("user")
        self.fields["teacher"].queryset = self.people.order_by("search_name", "pk")  # type: ignore[attr-defined]


class SheetForm(PlainForm):
    """A tick for each row of the sheet that was signed."""

    signed = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Quiénes firmaron"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Marca al menos una fila.")},
    )

    def __init__(self, data: Any = None, *, session: GroupSession) -> None:
        rows = on_paper(session)
        came = [row.pk for _n, row in rows if row.status == Attendance.Status.ATTENDED]
        super().__init__(data, initial={"signed": came})
        self.fields["signed"].choices = [(row.pk, f"{n} · {row.teacher}") for n, row in rows]  # type: ignore[attr-defined]
        self.has_rows = bool(rows)
