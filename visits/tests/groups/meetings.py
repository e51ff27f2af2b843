"""Group sessions of the cast, and what is typed to convene one."""

import uuid
from datetime import time
from typing import Any

from visits.models import Attendance, GroupSession


def meeting(cast: Any, *, people: Any = (), **fields: Any) -> GroupSession:
    """A GIA of Ana's this afternoon, with these people convened, unless said otherwise."""
    said = {
        "campaign": cast.campaign,
        "kind": "gia",
        "title": "Preguntas que hacen pensar",
        "leader": cast.ana,
        "facilitator": "Ana Quispe",
        "place": "Auditorio",
        "held_on": cast.today,
        "starts_at": time(15),
        "ends_at": time(18),
    }
    session = GroupSession.objects.create(**{**said, **fields})
    Attendance.objects.bulk_create([Attendance(session=session, teacher=one) for one in people])
    return session


def typed(cast: Any, **changed: Any) -> dict[str, Any]:
    sent = {
        "session_id": uuid.uuid4(),
        "kind": "gia",
        "title": "Preguntas que hacen pensar",
        "purpose": "Que pregunten más",
        "held_on": cast.today.isoformat(),
        "starts_at": "15:00",
        "ends_at": "18:00",
        "place": "Auditorio",
        "link": "",
        "criterion": "",
        "facilitator": "",
        "is_sure": "on",
    }
    return {**sent, **changed}
