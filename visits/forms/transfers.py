"""The form that hands people over from one companion to another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from crispy_forms.layout import Column, Field, Layout, Row
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.forms.assignments import companion_label
from accompaniment.forms.base import DayField, PlainForm
from accompaniment.models import Assignment, Companion


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
        self.initial.setdefault("starts_on", timezone.localdate() + timedelta(days=1))  # today she may still visit
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
