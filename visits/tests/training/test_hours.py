"""Hours that people learned together: added up the same in a list and on a page, from sessions that were held alone."""

from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accompaniment.models import Teacher
from visits.models import Attendance
from visits.tests.groups.meetings import meeting
from visits.training.hours import PRESENT, held, in_hours, training_record, with_hours


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (170, "2 h 50 min"), (6000, "100 h")]
)
def test_how_long_it_is_in_words(minutes, said):
    assert in_hours(minutes) == said


def came(session, person, status="attended", missed=0):
    return Attendance.objects.create(session=session, teacher=person, status=status, minutes_missed=missed)


def test_only_what_was_held_counts_by_year_and_kind(cast):
    came(meeting(cast, state="held"), cast.tania, missed=10)
    came(meeting(cast, state="held", kind="workshop", ends_at=time(16, 30)), cast.tania)
    came(meeting(cast, state="held"), cast.tania, status="excused")
    came(meeting(cast, state="convened"), cast.tania)
    came(meeting(cast, state="cancelled", cancel_reason="Lluvia"), cast.tania)
    [year] = training_record(Attendance.objects.filter(teacher=cast.tania).select_related("session__campaign"))
    assert year.year == cast.campaign.year
    assert [(one.label, one.called, one.came, one.minutes) for one in year.kinds] == [
        ("GIA", 2, 1, 170),
        ("taller", 1, 1, 90),
    ]
    assert (year.total.called, year.total.came, year.total.text) == (3, 2, "4 h 20 min")


def test_who_came_to_nothing_has_no_hours(cast):
    [one] = with_hours(Teacher.objects.filter(pk=cast.petra.pk), held(Attendance.objects.all(), year=2000))
    assert (one.called, one.came, one.minutes) == (0, 0, 0)


CLOCK = st.times(max_value=time(23, 0)).map(lambda at: at.replace(second=0, microsecond=0))


class TestAddedUpInTheDatabase(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(
        st.one_of(st.none(), st.tuples(CLOCK, st.integers(1, 59))),
        st.sampled_from(Attendance.Status.values),
        st.integers(0, 1440),
    )
    def test_it_is_what_the_row_says(self, span, status, missed):
        row = self.row
        starts = span[0] if span else None
        row.session.starts_at = starts
        row.session.ends_at = time(23, 0).replace(minute=span[1]) if span and starts else None
        row.session.save()
        row.status, row.minutes_missed = status, missed
        row.save()
        row = Attendance.objects.select_related("session").get(pk=row.pk)
        assert Attendance.objects.annotate(n=PRESENT).get(pk=row.pk).n == row.minutes

    @pytest.fixture(autouse=True)
    def _row(self, cast):
        self.row = came(meeting(cast, state="held"), cast.tania)
