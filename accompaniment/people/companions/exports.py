"""The list of companions, to be taken away."""

from __future__ import annotations

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.access import Allowed, Denied
from accompaniment.access.guards import may_as_specialist
from accompaniment.accounts.models import User
from accompaniment.audit.services import log_export_of_rosters
from accompaniment.exports.listing import ExportedList, Listing
from accompaniment.people.models.companions import Companion, CompanionQuerySet

from .forms import CompanionFilter
from .tables import companions_table


def narrowed_companions(user: User, query: QueryDict) -> tuple[CompanionFilter, bool]:
    """The companions that the list's tab and filters show, and whether these are the ones who ended."""
    companions = Companion.objects.managed_by(user)
    shows_ended = query.get("state") == "ended"
    listed = companions.ended() if shows_ended else companions.not_ended()
    return CompanionFilter(query, queryset=listed), shows_ended


def with_workload(companions: CompanionQuerySet) -> CompanionQuerySet:
    return companions.with_workload().select_related("user", "ugel")


class CompanionsList(ExportedList):
    code = "companions"
    title = gettext_lazy("lista de acompañantes")
    asks = ("state", "q", "kind")

    def verdict(self) -> Allowed | Denied:
        return may_as_specialist(self.user)

    def count(self) -> int:
        return self._narrowed().qs.count()

    def listing(self) -> Listing:
        return companions_table(with_workload(self._narrowed().qs))

    def in_words(self) -> list[tuple[str, str]]:
        ended = [(_("Estado"), _("Ya no acompañan"))] if self.query.get("state") == "ended" else []
        return [*ended, *self._narrowed().in_words()]

    def page(self) -> str:
        return reverse("companions")

    def log(self) -> None:
        log_export_of_rosters(by=self.user, about=_("lista de acompañantes"))

    def _narrowed(self) -> CompanionFilter:
        return narrowed_companions(self.user, self.query)[0]
