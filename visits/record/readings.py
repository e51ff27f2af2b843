"""Who opened a visit: what the log of readings keeps of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format

from accompaniment.audit.services import log_reading
from accompaniment.models import Reading

if TYPE_CHECKING:
    from accompaniment.models import User
    from visits.record.models.visits import Visit


def log_visit_reading(*, by: User, visit: Visit) -> None:
    log_reading(
        by=by,
        what=Reading.What.VISIT,
        teacher=visit.teacher,
        institution=visit.institution,
        object_id=visit.pk,
        about=date_format(visit.visited_on, "SHORT_DATE_FORMAT"),
    )
