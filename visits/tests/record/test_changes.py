"""A visit's moves are logged, never its content; recording one costs the log nothing."""

import uuid
from datetime import timedelta

import pytest

from accompaniment.models import TrackedChange
from visits.closing.services import close_visit
from visits.models import Visit
from visits.plan.moves import cancel_visit, plan_visit

from .payload import payload


@pytest.fixture
def changes(cast):
    def moves():
        return [(c.action, c.fields, c.teacher, c.ugel) for c in TrackedChange.objects.filter(model="visits.visit")]

    return moves


def test_planning_and_cancelling(cast, changes):
    day = cast.today + timedelta(days=3)
    visit = plan_visit(visit_id=uuid.uuid4(), assignment=cast.assignment, version=cast.version, planned_on=day)
    cancel_visit(visit=visit, reason="La docente está enferma.")
    assert changes() == [
        ("changed", {"status": ["planned", "cancelled"]}, cast.tania, cast.ugel),
        ("created", {"planned_on": [None, day.isoformat()]}, cast.tania, cast.ugel),
    ]


def test_closing(cast, changes):
    visit = cast.closed_visit(status=Visit.Status.IN_PROGRESS, closed_at=None)
    close_visit(visit=visit)
    assert changes() == [("changed", {"status": ["in_progress", "closed"]}, cast.tania, cast.ugel)]


def test_a_sending_writes_no_change(client, cast):
    before = TrackedChange.objects.count()
    client.force_login(cast.ana)
    visit_id = uuid.uuid4()
    answer = client.post(f"/visits/{visit_id}/form/", payload(cast.assignment, cast.version, day=cast.today))
    assert answer.status_code == 302
    assert Visit.objects.filter(pk=visit_id).exists()
    assert TrackedChange.objects.count() == before
