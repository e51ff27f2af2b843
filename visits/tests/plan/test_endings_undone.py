"""An import that ended a post is undone: what it took off the calendar is back, unless something else changed it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accompaniment.campaigns.services import close_campaign, reopen_campaign
from accompaniment.models import TrackedChange
from accompaniment.people.assignments.services import end_assignment
from accompaniment.roster.services import undo_import
from accompaniment.tests.roster.files import applied, held
from visits.models import Visit
from visits.plan.moves import cancel_visit, prepare_visit


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "private"}},
    }


def planned(cast, *, days, **fields):
    day = cast.today + timedelta(days=days)
    return cast.visit(status=Visit.Status.PLANNED, visited_on=day, planned_on=day, revision=0, **fields)


def ended(cast, *, days=2):
    """Tania's post ends by a file."""
    return applied(cast, [held(cast, ends_on=(cast.today + timedelta(days=days)).strftime("%d/%m/%Y"))])


def states(*visits):
    for visit in visits:
        visit.refresh_from_db()
    return [(visit.status, visit.cancel_cause) for visit in visits]


def test_what_an_import_cancelled_is_planned_or_prepared_again(cast):
    near, far, ready = planned(cast, days=1), planned(cast, days=14), planned(cast, days=21)
    prepare_visit(visit=ready, purpose="Ver los sectores", coordinated_on=cast.today)
    record = ended(cast)
    assert states(near, far, ready) == [("planned", ""), ("cancelled", "ended"), ("cancelled", "ended")]
    assert undo_import(record=record) and record.is_undone
    assert states(near, far, ready) == [("planned", ""), ("planned", ""), ("prepared", "")]
    moves = TrackedChange.objects.filter(object_id=str(far.pk)).order_by("pk").values_list("fields__status", flat=True)
    assert list(moves) == [["planned", "cancelled"], ["cancelled", "planned"]]


def test_what_was_cancelled_otherwise_stays_so(cast):
    by_hand, by_an_earlier_end, outside = planned(cast, days=14), planned(cast, days=30), planned(cast, days=150)
    cancel_visit(visit=by_hand, cause=Visit.Cause.STRIKE)
    end_assignment(assignment=cast.assignment, ends_on=cast.today + timedelta(days=20))
    end_assignment(assignment=cast.assignment, ends_on=cast.today + timedelta(days=90))
    before = states(by_hand, by_an_earlier_end, outside)
    assert [status for status, _cause in before] == ["cancelled"] * 3
    record = ended(cast)
    assert undo_import(record=record) and record.is_undone
    assert states(by_hand, by_an_earlier_end, outside) == before


def test_what_was_begun_meanwhile_stays_as_it_is(cast):
    visit = planned(cast, days=14)
    record = ended(cast)
    Visit.objects.filter(pk=visit.pk).update(status="in_progress", cancel_cause="", updated_at=timezone.now())
    assert undo_import(record=record) and record.is_undone
    assert states(visit) == [("in_progress", "")]


def test_a_campaign_closed_since_keeps_what_it_cancelled(cast):
    """Also when it is opened again: its closing alone took the near one off the calendar."""
    near, far = planned(cast, days=1), planned(cast, days=14)
    record = ended(cast)
    close_campaign(campaign=cast.campaign)
    reopen_campaign(campaign=cast.campaign)
    assert undo_import(record=record) and record.is_undone
    assert states(near, far) == [("cancelled", "ended"), ("planned", "")]


def test_nothing_comes_back_in_a_closed_campaign(cast):
    far = planned(cast, days=14)
    record = ended(cast)
    close_campaign(campaign=cast.campaign)
    undo_import(record=record)
    assert states(far) == [("cancelled", "ended")]
