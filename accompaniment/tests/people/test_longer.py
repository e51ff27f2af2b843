"""A later last day does not make two dated rows share days that could not be registered so."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accompaniment.accounts.roles.services import end_role
from accompaniment.models import Role
from accompaniment.people.assignments.services import end_assignment
from accompaniment.people.companions.services import end_companion
from accompaniment.people.services import end_post


@pytest.fixture
def rows(cast):
    return {
        "post": (cast.assignment.post, end_post),
        "assignment": (cast.assignment, end_assignment),
        "companion": (cast.assignment.companion, end_companion),
        "role": (Role.objects.get(user=cast.diana), end_role),
    }


def again_after(row, day):
    """End this row on a day, and begin another like it three days later."""
    type(row).objects.filter(pk=row.pk).update(ends_on=day)
    row.refresh_from_db()
    later = type(row).objects.get(pk=row.pk)
    later.pk, later._state.adding = None, True
    later.starts_on, later.ends_on = day + timedelta(days=3), day + timedelta(days=50)
    later.save()


@pytest.mark.parametrize("what", ["post", "assignment", "companion", "role"])
def test_it_ends_before_the_next_one_begins(cast, rows, what):
    row, end = rows[what]
    day = cast.today - timedelta(days=20)
    again_after(row, day)
    with pytest.raises(ValidationError, match="en esas fechas"):
        end(**{what: row}, ends_on=day + timedelta(days=3))
    assert type(row).objects.get(pk=row.pk).ends_on == day
    end(**{what: row}, ends_on=day + timedelta(days=2))
    assert type(row).objects.get(pk=row.pk).ends_on == day + timedelta(days=2)


@pytest.mark.parametrize("what", ["post", "assignment", "companion", "role"])
def test_days_shared_already_do_not_keep_it_from_ending_earlier(cast, rows, what):
    row, end = rows[what]
    day = cast.today - timedelta(days=20)
    again_after(row, day)
    type(row).objects.filter(pk=row.pk).update(ends_on=None)
    row.refresh_from_db()
    end(**{what: row}, ends_on=day + timedelta(days=10))
    assert type(row).objects.get(pk=row.pk).ends_on == day + timedelta(days=10)
