"""Removing visits for good, with all that hangs from them."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from visits.record.models.visits import Visit
from visits.signals import visit_removed

AT_ONCE = 500


@transaction.atomic
def remove_visits(visits: QuerySet[Visit]) -> int:
    """Delete these visits and announce each; return how many there were. Files of attachments are the caller's."""
    keys = list(visits.order_by().values_list("pk", flat=True))
    return sum(_remove(visits.filter(pk__in=keys[start : start + AT_ONCE])) for start in range(0, len(keys), AT_ONCE))


def _remove(visits: QuerySet[Visit]) -> int:
    """Delete a portion of them, those that nobody changed in between."""
    removed = list(visits.select_for_update(of=("self",)))
    Visit.objects.filter(pk__in=[visit.pk for visit in removed]).delete()
    for visit in removed:
        visit_removed.send(sender=Visit, visit=visit)
    return len(removed)
