"""People and accounts, as the search of every list shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accompaniment.accounts.models import User
from accompaniment.lib.search import found_by
from accompaniment.lib.searches import Hit, SearchedList
from accompaniment.people.models.posts import Teacher

if TYPE_CHECKING:
    from accompaniment.access import Reach


class SearchedPeople(SearchedList):
    label = _("Personas")
    route = "teachers"

    @staticmethod
    def is_for(reach: Reach) -> bool:
        return reach.is_companion or reach.is_specialist or reach.is_director

    @staticmethod
    def rows(user: User, text: str) -> QuerySet[Any]:
        return Teacher.objects.known_to(user).named_like(text)

    @staticmethod
    def hit(row: Teacher) -> Hit:
        return Hit(row.get_absolute_url(), str(row), str(row.get_kind_display()))


class SearchedAccounts(SearchedList):
    label = _("Cuentas")
    route = "accounts"

    @staticmethod
    def is_for(reach: Reach) -> bool:
        return reach.is_administrator

    @staticmethod
    def rows(user: User, text: str) -> QuerySet[Any]:
        alike = User.objects.filter(found_by(text, "search_name", "username"), is_active=True).exclude(pk=user.pk)
        return alike.order_by("search_name", "username")

    @staticmethod
    def hit(row: User) -> Hit:
        return Hit(reverse("access_of_account", args=[row.pk]), str(row), row.username)
