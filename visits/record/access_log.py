"""Who opened a visit: what the access log keeps of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format

from accompaniment.audit.services import log_access
from accompaniment.models import AccessLogEntry

if TYPE_CHECKING:
    from accompaniment.models import User
    from visits.record.models.visits import Visit


def log_visit_access(*, by: User, visit: Visit) -> None:
    log_access(
        by=by,
        what=AccessLogEntry.What.VISIT,
        teacher=visit.teacher,
        institution=visit.institution,
        object_id=visit.pk,
        about=date_format(visit.visited_on, "SHORT_DATE_FORMAT"),
    )
