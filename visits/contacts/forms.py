"""The form of a contact: few fields, and a verdict on the commitments that it was about."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.lib.forms import DayField, PlainForm
from accompaniment.lib.widgets import TextArea
from accompaniment.models import Assignment
from visits.commitments.models import Commitment
from visits.record.forms.reviews import Reviewed, require_verdicts_of_day, reviewed_in

from .models import LONGEST, Contact
from .services import ContactRecord

WRITTEN = ("medium", "contacted_on", "starts_at", "minutes", "talked", "agreed")


class ContactFieldsForm(PlainForm):
    """What was talked about, how and for how long; with its own id it is sent twice and saved once."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    base_revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    assignment = forms.IntegerField(widget=forms.HiddenInput)
    medium = forms.ChoiceField(
        label=gettext_lazy("¿Por qué medio?"), choices=Contact.Medium.choices, widget=forms.RadioSelect
    )
    contacted_on = DayField(label=gettext_lazy("Fecha"))
    starts_at = forms.TimeField(
        label=gettext_lazy("Hora"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    minutes = forms.IntegerField(label=gettext_lazy("Minutos"), min_value=1, max_value=LONGEST, required=False)
    talked = forms.CharField(
        label=gettext_lazy("De qué hablaron"), max_length=4000, required=False, widget=TextArea(rows=3)
    )
    agreed = forms.CharField(
        label=gettext_lazy("En qué quedaron"), max_length=4000, required=False, widget=TextArea(rows=2)
    )


class ContactForm:
    """The whole form: its fields and the commitments on which it may give a verdict, valid together or not at all."""

    def __init__(
        self, data: Mapping[str, Any] | None, *, assignment: Assignment, contact: Contact | None, revision: int = 0
    ) -> None:
        self.assignment, self.contact = assignment, contact
        said = {row.commitment_id: row for row in contact.commitment_reviews.all()} if contact else {}
        asked = Commitment.objects.of_teacher(assignment.post.teacher_id).agreed_until(timezone.localdate())
        asked = asked.pending_or(reviewed_in(data or {}), contact).asked_in(assignment)
        self.reviewed = Reviewed(asked.with_judge(assignment, contact), is_bound=data is not None)

        def initial(key: uuid.UUID, due_on: date) -> dict[str, Any]:
            row = said.get(key)
            return {name: getattr(row, name) for name in ("verdict", "evidence", "new_due_on")} if row else {}

        self.fields = ContactFieldsForm(data, initial=self._initial())
        self.reviews = self.reviewed.forms(data, initial)

    def _initial(self) -> dict[str, Any]:
        values = {"submission": uuid.uuid4(), "base_revision": 0, "assignment": self.assignment.pk}
        if self.contact is None:
            return values | {"medium": Contact.Medium.TELEPHONE, "contacted_on": timezone.localdate()}
        written = {name: getattr(self.contact, name) for name in WRITTEN}
        return values | written | {"base_revision": self.contact.revision}

    def is_valid(self) -> bool:
        are_valid = [form.is_valid() for form in (self.fields, *self.reviews)]
        if not all(are_valid):
            return False
        day = self.fields.cleaned_data["contacted_on"]
        if day > timezone.localdate():
            self.fields.add_error("contacted_on", _("Un contacto se registra cuando ya fue: ese día todavía no llega."))
        elif not self._is_within(day):
            self.fields.add_error("contacted_on", _("Ese día no acompañabas a esta persona."))
        require_verdicts_of_day(self.reviews, day)
        return not any(form.errors for form in (self.fields, *self.reviews))

    def _is_within(self, day: date) -> bool:
        last = self.assignment.ends_on
        return self.assignment.starts_on <= day and (last is None or day <= last)

    def record(self) -> ContactRecord:
        """Return what the valid form says."""
        values = {name: self.fields.cleaned_data[name] for name in WRITTEN}
        said = {form.key: form.cleaned_data for form in self.reviews if form.cleaned_data["verdict"]}
        return ContactRecord(values, said)

    def error_fields(self) -> Iterator[BoundField]:
        for form in (self.fields, *self.reviews):
            yield from (form[name] for name in form.errors if name in form.fields)

    def write_on(self, revision: int) -> None:
        """Show it as written on this revision: the page has told what changed, and saving again keeps this."""
        self.fields.data = {**self.fields.data, "base_revision": revision, "submission": uuid.uuid4()}


class CommentForm(PlainForm):
    comment = forms.CharField(
        label=gettext_lazy("Si quieres decir algo de lo que leíste"),
        max_length=1000,
        required=False,
        widget=TextArea(rows=2),
    )


class AnnulForm(PlainForm):
    why = forms.CharField(label=gettext_lazy("Por qué se anula"), max_length=240, widget=TextArea(rows=2))
