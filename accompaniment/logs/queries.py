"""Reads of the history: who may see which, and those about one person.

Apart from `TrackedChange` itself, because people are tracked: their models write changes, and these queries ask about
people.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from accompaniment.access import reach_of
from accompaniment.accounts.models import User
from accompaniment.audit.models.changes import TrackedChange, TrackedChangeQuerySet
from accompaniment.people.models.merged_records import MergedRecord
from accompaniment.people.models.posts import Teacher


def changes_visible_to(user: User) -> TrackedChangeQuerySet:
    """All of them for an administrator; those of the UGEL's rosters for a specialist."""
    reach = reach_of(user)
    changes = TrackedChange.objects.all()
    if reach.is_administrator:
        return changes
    if not reach.is_specialist:
        return changes.none()
    people = Teacher.objects.managed_by(user).values("pk")
    about_person = Q(teacher__in=people) | Q(teacher__in=MergedRecord.objects.former_keys(people))
    return changes.filter(Q(ugel__in=reach.specialist_ugels) | Q(ugel=None) & about_person)


def changes_about(changes: TrackedChangeQuerySet, teacher: Any) -> TrackedChangeQuerySet:
    """Those of `changes` in one person's data, also in those of a record that was joined to it."""
    return changes.filter(teacher__in=MergedRecord.objects.keys_of(teacher))
