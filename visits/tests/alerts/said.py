"""An alert as a test raises it."""

import uuid
from datetime import time
from typing import Any

from visits.alerts.services import AlertRecord, raise_alert
from visits.models import Alert


def said(cast: Any, **changes: Any) -> AlertRecord:
    fields: dict[str, Any] = {
        "id": uuid.uuid4(),
        "kind": "physical",
        "concerns": "teacher",
        "description": "Jaló de la oreja y dijo: «cállate».",
        "happened_on": cast.today,
        "happened_at": time(9, 40),
        "child": "una niña de 4 años",
        "danger": "no",
    }
    return AlertRecord(**{**fields, **changes})


def raised(cast: Any, *, by: Any = None, assignment: Any = None, visit: Any = None, **changes: Any) -> Alert:
    """An alert of Ana's about Tania's classroom, unless it is said otherwise."""
    assignment = assignment or (visit.assignment if visit else cast.assignment)
    return raise_alert(by=by or cast.ana, assignment=assignment, visit=visit, said=said(cast, **changes))


def inputs(prefix: str = "alert-", **changes: Any) -> dict[str, str]:
    """The part of the form, or the page of its own without `prefix`, as a browser sends it."""
    values = {
        "id": str(uuid.uuid4()),
        "kind": "physical",
        "concerns": "teacher",
        "description": "Jaló de la oreja y dijo: «cállate».",
        "happened_at": "09:40",
        "child": "M. Q.",
        "danger": "no",
        "tell": "on",
    }
    return {f"{prefix}{name}": value for name, value in {**values, **changes}.items() if value is not None}
