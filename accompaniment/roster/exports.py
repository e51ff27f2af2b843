"""The list of people, to be taken away: documents and e-mails go in it, so it is the specialist's alone."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.access import Allowed, Denied
from accompaniment.access.guards import may_as_specialist
from accompaniment.audit.services import log_export_of_rosters
from accompaniment.exports.listing import ExportedList, Listing
from accompaniment.lib.text import uuids_of
from accompaniment.people.models.posts import TeacherQuerySet
from accompaniment.people.pages import narrowed_people, with_running_posts

from .tables import former_people_table, people_table


class PeopleList(ExportedList):
    code = "people"
    title = gettext_lazy("lista de personas")
    asks = ("state", "q", "kind", "place_kind", "institution", "ugel", "alone", "people")

    def verdict(self) -> Allowed | Denied:
        return may_as_specialist(self.user)

    def count(self) -> int:
        return self._people()[0].count()

    def listing(self) -> Listing:
        people, shows_ended = self._people()
        table = former_people_table if shows_ended else people_table
        return table(with_running_posts(people, self.user))

    def in_words(self) -> list[tuple[str, str]]:
        narrowed, shows_ended = narrowed_people(self.user, self.query)
        marked = len(self.query.getlist("people"))
        return [
            *([(_("Estado"), _("Ya no trabajan aquí"))] if shows_ended else []),
            *narrowed.in_words(),
            *([(_("Solo las marcadas"), str(marked))] if marked else []),
        ]

    def _people(self) -> tuple[TeacherQuerySet, bool]:
        """Those of the page, of whom only the ones that were ticked where some were; and whether they left."""
        narrowed, shows_ended = narrowed_people(self.user, self.query)
        marked = self.query.getlist("people")
        return narrowed.qs.filter(pk__in=uuids_of(marked)) if marked else narrowed.qs, shows_ended

    def page(self) -> str:
        return reverse("teachers")

    def log(self) -> None:
        log_export_of_rosters(by=self.user, about=_("lista de personas"))
