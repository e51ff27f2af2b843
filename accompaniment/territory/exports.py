"""The list of institutions, to be taken away."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.access import Allowed, Denied, reach_of
from accompaniment.accounts.models import User
from accompaniment.exports.listing import ExportedList, Listing
from accompaniment.lib.text import whole_number

from .forms import InstitutionFilter
from .models import Institution, InstitutionQuerySet
from .tables import institutions_table


def may_list(user: User) -> Allowed | Denied:
    """Whether the person has a list of institutions; the others reach theirs from the people they accompany."""
    reach = reach_of(user)
    if reach.is_specialist or reach.is_administrator:
        return Allowed()
    return Denied(_("La lista de instituciones es de las especialistas de UGEL y las administradoras."))


class InstitutionsList(ExportedList):
    code = "institutions"
    title = gettext_lazy("lista de instituciones")
    asks = ("q", "kind", "area", "state", "institutions")

    def verdict(self) -> Allowed | Denied:
        return may_list(self.user)

    def count(self) -> int:
        return self._institutions().count()

    def listing(self) -> Listing:
        return institutions_table(self._institutions())

    def in_words(self) -> list[tuple[str, str]]:
        marked = len(self.query.getlist("institutions"))
        return [*self._narrowed().in_words(), *([(_("Solo los marcados"), str(marked))] if marked else [])]

    def page(self) -> str:
        return reverse("institutions")

    def log(self) -> None:
        """It is about nobody."""

    def _institutions(self) -> InstitutionQuerySet:
        """Those of the page; where some were ticked, these of them."""
        keys, found = self.query.getlist("institutions"), self._narrowed().qs
        return found.filter(pk__in=filter(None, map(whole_number, keys))) if keys else found

    def _narrowed(self) -> InstitutionFilter:
        return InstitutionFilter(self.query, queryset=Institution.objects.visible_to(self.user))
