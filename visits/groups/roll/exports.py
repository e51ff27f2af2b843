"""The roll of GIA, RTC and workshops of a year: what each person is owed and what they attended, to be taken away."""

from __future__ import annotations

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.access import Allowed, Denied
from accompaniment.access.guards import may_as_specialist
from accompaniment.audit.services import log_export_of_rosters
from accompaniment.exports.listing import ExportedList, Listing, listing_of, values_of
from accompaniment.lib.tables.columns import Choice, Column, Identifier, WholeNumber
from accompaniment.lib.tables.download import vocabulary_of
from accompaniment.models import Campaign, Teacher, User
from visits.groups.guards import posts_to_call, ugel_of
from visits.groups.shares import STRATEGIES, with_shares

from .forms import RollFilter


def narrowed_roll(user: User, query: QueryDict) -> tuple[RollFilter, Campaign | None]:
    """The people of the UGEL's year whom the user may call, as the list narrows them; nobody without a year."""
    ugel = ugel_of(user)
    campaign = Campaign.objects.current(ugel)
    posts = posts_to_call(user, ugel)
    people = Teacher.objects.filter(pk__in=posts.order_by().values("teacher")).order_by("search_name", "pk")
    found = with_shares(people, campaign, user) if campaign else people.none()
    return RollFilter(query, queryset=found, ugel=ugel, posts=posts), campaign


class SessionsRoll(ExportedList):
    code = "sessions_roll"
    title = gettext_lazy("GIA, RTC y talleres de cada persona")
    asks = ("q", "kind", "network", "behind")

    def verdict(self) -> Allowed | Denied:
        return may_as_specialist(self.user)

    def count(self) -> int:
        return self._narrowed().qs.count()

    def listing(self) -> Listing:
        columns: list[Column] = [
            Identifier("document_number", _("Documento"), width=14),
            Column("last_names", _("Apellidos"), width=24),
            Column("first_names", _("Nombres"), width=22),
            Choice("kind", _("Cargo"), vocabulary_of(Teacher.Kind), width=30),
        ]
        for strategy in STRATEGIES:
            what = {"what": str(strategy.label)}
            columns += [
                WholeNumber(f"owed_{strategy}", _("%(what)s: corresponden") % what, width=16),
                WholeNumber(f"held_{strategy}", _("%(what)s: realizadas") % what, width=16),
                WholeNumber(f"attended_{strategy}", _("%(what)s: asistió") % what, width=16),
            ]
        return listing_of("reuniones-por-persona", columns, self._narrowed().qs, values_of([c.key for c in columns]))

    def in_words(self) -> list[tuple[str, str]]:
        return self._narrowed().in_words()

    def page(self) -> str:
        return reverse("visits:sessions_roll")

    def log(self) -> None:
        log_export_of_rosters(by=self.user, about=_("GIA, RTC y talleres de cada persona"))

    def _narrowed(self) -> RollFilter:
        return narrowed_roll(self.user, self.query)[0]
