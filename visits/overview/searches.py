"""Visits, as the search of every list shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.search import found_by
from accompaniment.lib.searches import Hit, SearchedList
from visits.record.models.visits import Visit

from .filters import SEARCHED

if TYPE_CHECKING:
    from accompaniment.access import Reach
    from accompaniment.accounts.models import User


class SearchedVisits(SearchedList):
    label = _("Visitas")
    route = "visits:list"

    @staticmethod
    def is_for(reach: Reach) -> bool:
        has_visits = reach.is_companion or reach.is_former_companion or reach.is_accompanied
        return has_visits or reach.is_specialist or reach.is_director

    @staticmethod
    def rows(user: User, text: str) -> QuerySet[Any]:
        found = Visit.objects.visible_to(user).filter(found_by(text, *SEARCHED))
        return found.select_related("teacher", "institution").defer("private_notes")

    @staticmethod
    def hit(row: Visit) -> Hit:
        day = date_format(row.visited_on, "SHORT_DATE_FORMAT")
        said = [day, row.get_phase_display(), row.institution, row.get_status_display()]
        return Hit(row.get_absolute_url(), str(row.teacher), " · ".join(str(part) for part in said))
