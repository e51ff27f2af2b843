"""What becomes of visits when records of people are joined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.dispatch import receiver

from accompaniment.merging.foreign_keys import Moved
from accompaniment.merging.signals import people_merged
from visits.record.models.visits import Visit
from visits.record.transitions import send_transferred


@receiver(people_merged)
def visits_of_joined_people(moved: Iterable[Moved], **kwargs: Any) -> None:
    """Announce each visit whose person or post is another one now that two records of a person were joined."""
    before: defaultdict[Any, dict[str, Any]] = defaultdict(dict)
    for one in moved:
        if one.relation.related_model is Visit:
            for pk in one.rows:
                before[pk].setdefault(one.relation.field.attname, one.source)
    send_transferred(before)
