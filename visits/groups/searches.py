"""Group sessions, as the search of every list shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.search import found_by
from accompaniment.lib.searches import Hit, SearchedList

from .models import GroupSession

if TYPE_CHECKING:
    from accompaniment.access import Reach
    from accompaniment.accounts.models import User


class SearchedSessions(SearchedList):
    label = _("GIA, RTC y talleres")
    route = "visits:sessions"

    @staticmethod
    def is_for(reach: Reach) -> bool:
        return reach.is_companion or reach.is_specialist or reach.is_director or reach.is_accompanied

    @staticmethod
    def rows(user: User, text: str) -> QuerySet[Any]:
        return GroupSession.objects.visible_to(user).filter(found_by(text, "search_name"))

    @staticmethod
    def hit(row: GroupSession) -> Hit:
        day = date_format(row.held_on, "SHORT_DATE_FORMAT")
        said = [row.get_kind_display(), day, row.place, row.get_state_display()]
        return Hit(row.get_absolute_url(), row.title, " · ".join(str(part) for part in said if part))
