"""Changes a visit's state or keys, once, and logs and tells of the change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.audit.services import log_change
from accompaniment.models import TrackedChange
from visits.record.models.visits import Visit
from visits.signals import visit_transferred


def move(visit: Visit, to: str, **changes: Any) -> None:
    """Change the state, legally and once, even when two clicks arrive together, and log it."""
    visit.require_move(to=to)
    update_once(visit, status=to, **changes)
    log_move(visit, {"status": [visit.status, to]})
    visit.refresh_from_db()


def update_once(visit: Visit, **changes: Any) -> None:
    """Write these fields unless the visit changed since it was read. Raises ValidationError, code `changed`."""
    now_as_read = Visit.objects.filter(pk=visit.pk, status=visit.status, revision=visit.revision)
    if not now_as_read.update(updated_at=timezone.now(), **changes):
        raise ValidationError(_("La visita cambió mientras la mirabas. Ábrela otra vez."), code="changed")


def rewrite_once(visit: Visit, **changes: Any) -> None:
    """Write these fields once, as a new revision: a form opened before it does not overwrite them."""
    update_once(visit, revision=F("revision") + 1, **changes)


def send_transferred(before: Mapping[Any, Mapping[str, Any]]) -> None:
    """Announce visits that changed hands; `before` maps each one's key to what its changed keys were."""
    for pk, visit in Visit.objects.in_bulk(list(before)).items():
        visit_transferred.send(sender=Visit, visit=visit, before=before[pk])


def log_move(
    visit: Visit, fields: dict[str, list[Any]], action: TrackedChange.Action = TrackedChange.Action.CHANGED
) -> None:
    log_change(visit, fields, action=action, teacher_id=visit.teacher_id, ugel_id=visit.ugel_id)
