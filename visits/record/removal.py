"""Removing visits for good, with all that hangs from them, files included."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from visits.record.attachments.services import delete_files
from visits.record.models.attachments import Attachment
from visits.record.models.visits import Visit
from visits.signals import visit_removed

AT_ONCE = 500


@transaction.atomic
def remove_visits(visits: QuerySet[Visit]) -> int:
    """Delete these visits, and their files once that is final, and announce each; return how many there were."""
    keys = list(visits.order_by().values_list("pk", flat=True))
    return sum(_remove(visits.filter(pk__in=keys[start : start + AT_ONCE])) for start in range(0, len(keys), AT_ONCE))


def _remove(visits: QuerySet[Visit]) -> int:
    """Delete a portion of them, those that nobody changed in between."""
    removed = list(visits.select_for_update(of=("self",)))
    keys = [visit.pk for visit in removed]
    delete_files(list(Attachment.objects.filter(visit__in=keys).values_list("file", flat=True)))
    Visit.objects.filter(pk__in=keys).delete()
    for visit in removed:
        visit_removed.send(sender=Visit, visit=visit)
    return len(removed)
