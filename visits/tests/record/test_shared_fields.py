"""The forms of a visit share their fields: neither reading nor drawing one may change what the next one asks."""

import uuid

import pytest
from django.urls import reverse

from visits.record.forms.days import DayForm
from visits.record.forms.dialogue import CommitmentForm, DialogueForm, QuestionForm
from visits.record.forms.header import HeaderForm
from visits.record.forms.notes import MonitoringForm, NoteForm
from visits.record.forms.reviews import ReviewForm
from visits.record.forms.scores import ScoreForm
from visits.record.forms.visit_form import EnvelopeForm

from .payload import payload

SHARING = [
    EnvelopeForm,
    HeaderForm,
    DayForm,
    ReviewForm,
    MonitoringForm,
    NoteForm,
    ScoreForm,
    DialogueForm,
    QuestionForm,
    CommitmentForm,
]


def state_of(form):
    return {name: _state(field) for name, field in form.base_fields.items()}


def _state(field):
    told = {name: value for name, value in vars(field).items() if name not in ("widget", "validators")}
    widget = {name: value for name, value in vars(field.widget).items() if name != "attrs"}
    return repr((told, widget, field.widget.attrs, field.validators))


@pytest.mark.parametrize("changes", [{}, {"visit__visited_on": "ayer", "commitments__0__due_on": ""}])
def test_a_visit_that_was_drawn_sent_and_refused_leaves_the_fields_as_they_were(client, cast, changes):
    client.force_login(cast.ana)
    before = [state_of(form) for form in SHARING]
    address = reverse("visits:form", args=[uuid.uuid4()])
    client.get(address, {"assignment": cast.assignment.pk})
    client.post(address, payload(cast.assignment, cast.version, day=cast.today, **changes))
    client.post(address, payload(cast.assignment, cast.version, day=cast.today))
    client.get(address)
    assert [state_of(form) for form in SHARING] == before
