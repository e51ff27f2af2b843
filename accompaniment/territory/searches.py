"""Institutions and programmes, as the search of every list shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.searches import Hit, SearchedList

from .models import Institution

if TYPE_CHECKING:
    from accompaniment.access import Reach
    from accompaniment.accounts.models import User


class SearchedInstitutions(SearchedList):
    label = _("Instituciones")
    route = "institutions"

    @staticmethod
    def is_for(reach: Reach) -> bool:
        return reach.is_specialist or reach.is_administrator

    @staticmethod
    def rows(user: User, text: str) -> QuerySet[Any]:
        return Institution.objects.visible_to(user).named_like(text)

    @staticmethod
    def hit(row: Institution) -> Hit:
        said = [row.get_kind_display(), f"{row.modular_code}-{row.annex}", row.district]
        return Hit(row.get_absolute_url(), row.name, " · ".join(str(part) for part in said if part))
