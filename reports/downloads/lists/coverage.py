"""Coverage: institutions and programmes of the year, a row each, with the visits made and owed there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Max, Q, QuerySet
from django.forms import DateField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.access import Allowed, Denied, reach_of
from accompaniment.models import Area, Assignment, Campaign, Cycle, Institution
from accompaniment.people.assignments.owed import owed_at_posts
from reports.downloads.filtering import OfServices
from visits.models import Visit

from .base import Downloaded, Told, at, choice, day, number, text


@dataclass
class Covered:
    """A service with its figures; `last` is None where nobody was visited."""

    place: Institution
    people: int = 0
    visited: int = 0
    owed: int = 0
    made: int = 0
    silent: int = 0
    last: date | None = None


class CoverageList(Downloaded):
    code = "coverage"
    title = gettext_lazy("cobertura: una fila por institución o programa")
    file_name = "cobertura"
    filter = OfServices
    asks = ("until", "network")

    def verdict(self) -> Allowed | Denied:
        reach = reach_of(self.user)
        if reach.is_specialist or reach.is_director:
            return Allowed()
        return Denied(_("La cobertura es de quienes dirigen o coordinan en la UGEL."))

    @cached_property
    def cut_off(self) -> date:
        """The day up to which visits count: the one asked for, else today."""
        try:
            asked = DateField(required=False).clean(self.query.get("until"))
        except ValidationError:  # the filter says so, and nothing answers
            asked = None
        return asked or timezone.localdate()

    @cached_property
    def campaigns(self) -> QuerySet[Campaign]:
        return Campaign.objects.filter(starts_on__lte=self.cut_off, ends_on__gte=self.cut_off)

    @property
    def found(self) -> Any:
        """Those at which somebody is accompanied in the year of the cut-off."""
        there = Assignment.objects.filter(campaign__in=self.campaigns).values("post__institution")
        led = Institution.objects.managed_by(self.user) | Institution.objects.directed_by(self.user)
        return led.filter(pk__in=there).order_by("name", "pk")

    def rows(self, found: Any) -> Iterable[tuple[Any, Covered]]:
        places = {one.pk: Covered(one) for one in found.select_related("network")}
        self._add_owed(places)
        self._add_visits(places)
        return places.items()

    def _add_owed(self, places: Mapping[Any, Covered]) -> None:
        """What is owed at these, read from all assignments of their people: who moved is owed part of it elsewhere."""
        assigned = Assignment.objects.filter(campaign__in=self.campaigns)
        people = assigned.filter(post__institution__in=places).values("post__teacher")
        for owed in owed_at_posts(assigned.filter(post__teacher__in=people), "post__institution"):
            if place := places.get(owed.columns[0]):
                place.owed += owed.visits
                place.people += int(owed.is_last)

    def _add_visits(self, places: Mapping[Any, Covered]) -> None:
        closed = Visit.objects.closed().filter(institution__in=places, campaign__in=self.campaigns)
        closed = closed.filter(visited_on__lte=self.cut_off).telling_dialogue().order_by()
        figures = closed.values_list("institution").annotate(
            people=Count("teacher", distinct=True),
            made=Count("pk"),
            silent=Count("pk", filter=Q(has_dialogue=False)),
            last=Max("visited_on"),
        )
        for key, *told in figures:
            place = places[key]
            place.visited, place.made, place.silent, place.last = told

    @cached_property
    def told(self) -> list[Told]:
        return [
            *at(lambda row: row.place),
            choice("NIVEL_TIPO", Institution.Kind, lambda row: row.place.kind),
            choice("CICLO", Cycle, lambda row: row.place.cycle),
            choice("AREA", Area, lambda row: row.place.area),
            text("DISTRITO", lambda row: row.place.district),
            number("PERSONAS", lambda row: row.people, about=_("personas acompañadas en el año")),
            number("VISITADAS", lambda row: row.visited, about=_("personas con al menos una visita cerrada")),
            number("VISITAS_CORRESPONDEN", lambda row: row.owed, about=_("visitas que les corresponden en el año")),
            number("VISITAS_CERRADAS", lambda row: row.made),
            number("SIN_DIALOGO", lambda row: row.silent, about=_("visitas cerradas sin diálogo registrado")),
            day("ULTIMA_VISITA", lambda row: row.last),
        ]
