"""One filter for the list of visits and for every figure that opens it."""

from typing import Any

import django_filters as filters
from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.filters import ListFilter
from accompaniment.lib.search import found_by
from accompaniment.lib.widgets import DateInput
from accompaniment.models import Area, Campaign, Companion, Institution, Phase, Teacher, User
from visits.record.models.visits import Conformity, Visit, VisitQuerySet

from .levels import Levels, LevelsField, latest_visits

LATEST = "latest"  # how a link asks for one visit of each person
UNKNOWN = "none"  # how a link asks for visits without a network, or whose area the registry leaves blank

SEARCHED = (
    "teacher__search_name",
    "teacher__document_number",
    "institution__search_name",
    "institution__modular_code",
)
WAITING = ("waiting", _("cerrada, sin conformidad todavía"))
WITH, WITHOUT = ("with", _("con diálogo")), ("without", _("sin diálogo"))
NOT_AGREED = ("disagreed", _("cerrada, no conforme"))
PAST = ("past", _("programada, y su día ya pasó"))


class LevelsFilter(filters.Filter):
    field_class = LevelsField


class VisitFilter(ListFilter):
    q = filters.CharFilter(label=_("Persona o institución"), method="search")
    phase = filters.ChoiceFilter(label=_("Fase"), choices=Phase.choices, empty_label=_("Todas"))
    status = filters.ChoiceFilter(
        label=_("Estado"),
        choices=[*Visit.Status.choices, WAITING, NOT_AGREED, PAST],
        method="in_state",
        empty_label=_("Todos"),
    )
    since = filters.DateFilter("visited_on", "gte", label=_("Desde"), widget=DateInput)
    until = filters.DateFilter("visited_on", "lte", label=_("Hasta"), widget=DateInput)
    dialogue = filters.ChoiceFilter(
        label=_("Diálogo"), choices=[WITH, WITHOUT], method="of_dialogue", empty_label=_("Con él o sin él")
    )
    institution = filters.ModelChoiceFilter(queryset=Institution.objects.all(), widget=forms.HiddenInput)
    teacher = filters.ModelChoiceFilter(queryset=Teacher.objects.all(), widget=forms.HiddenInput)
    companion = filters.ModelChoiceFilter(queryset=Companion.objects.select_related("user"), widget=forms.HiddenInput)
    campaign = filters.ModelChoiceFilter(queryset=Campaign.objects.select_related("ugel"), widget=forms.HiddenInput)

    kind = filters.ChoiceFilter("teacher__kind", choices=Teacher.Kind.choices, widget=forms.HiddenInput)
    area = filters.ChoiceFilter(
        choices=[*Area.choices, (UNKNOWN, _("área sin dato"))], method="of_area", widget=forms.HiddenInput
    )

    each = filters.ChoiceFilter(
        choices=[(LATEST, _("la última de cada persona"))], method="of_each", widget=forms.HiddenInput
    )
    network = filters.CharFilter(method="of_network", label=_("Red educativa"), widget=forms.HiddenInput)
    levels = LevelsFilter(method="with_levels")  # both after `each`: of these, those there, with such a level

    NARROWED_BY = (
        "institution",
        "teacher",
        "companion",
        "campaign",
        "network",
        "kind",
        "area",
        "each",
        "levels",
    )  # what a link from elsewhere may ask for

    class Meta:
        model = Visit
        fields: list[str] = []

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def search(self, visits: QuerySet[Visit], name: str, value: str) -> QuerySet[Visit]:
        return visits.filter(found_by(value, *SEARCHED))

    def in_state(self, visits: VisitQuerySet, name: str, value: str) -> QuerySet[Visit]:
        """An acknowledged visit is a closed one too, as in every figure that opens this list."""
        if value == WAITING[0]:
            return visits.unanswered_by_person()
        if value == NOT_AGREED[0]:
            return visits.filter(conformity=Conformity.DISAGREES)
        if value == PAST[0]:
            return visits.past_their_day()
        return visits.closed() if value == Visit.Status.CLOSED else visits.filter(status=value)

    def of_dialogue(self, visits: VisitQuerySet, name: str, value: str) -> QuerySet[Visit]:
        """Closed visits alone: while one is written, nobody knows yet."""
        return visits.closed().by_dialogue(was_held=value == WITH[0])

    def of_network(self, visits: QuerySet[Visit], name: str, value: str) -> QuerySet[Visit]:
        if value == UNKNOWN:
            return visits.filter(institution__network__isnull=True)
        return visits.filter(institution__network__name=value)

    def of_area(self, visits: QuerySet[Visit], name: str, value: str) -> QuerySet[Visit]:
        return visits.filter(institution__area="" if value == UNKNOWN else value)

    def of_each(self, visits: VisitQuerySet, name: str, value: str) -> QuerySet[Visit]:
        """The last closed visit of each person, of those whose levels the reader may see, as the figures count them."""
        counted = latest_visits(visits.closed().with_levels_shown_to(self.user))
        return visits.filter(pk__in=counted.values("pk"))

    def with_levels(self, visits: VisitQuerySet, name: str, value: Levels) -> QuerySet[Visit]:
        return value.among(visits.closed().with_levels_shown_to(self.user))

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        return helper

    @property
    def narrowed(self) -> dict[str, Any]:
        """What the list is narrowed to by a link: field -> what it is called, only where something is chosen."""
        chosen = getattr(self.form, "cleaned_data", {})
        return {name: self._called(name, chosen[name]) for name in self.NARROWED_BY if chosen.get(name)}

    def _called(self, name: str, chosen: Any) -> Any:
        """What a choice is called; a person is named to whoever sees a visit of theirs."""
        if isinstance(chosen, Teacher | Companion) and not self.queryset.filter(**{name: chosen}).exists():
            return _("una persona de la que no ves visitas")
        if isinstance(chosen, Levels):
            return chosen
        called = {
            UNKNOWN: _("sin red"),
            LATEST: _("la última de cada persona"),
            **dict(Teacher.Kind.choices),
            **dict(Area.choices),
        }
        return called.get(chosen, chosen)
