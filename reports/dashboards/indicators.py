"""What the dashboards read of people and visits, added up by the database, never visit by visit here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accompaniment.lib.charts.targets import Made
from accompaniment.lib.small_groups import LEAST_GROUP
from accompaniment.models import Assignment, Campaign, Institution, Post, Strategy, Target, Teacher, Ugel
from accompaniment.people.assignments.owed import owed_at_posts, owed_visits
from visits.models import Visit

FIGURES = ("people", "visited", "made", "silent", "owed", "target")


# --- Coverage --------------------------------------------------------------------------------------------------
@dataclass
class Coverage:
    """How far the visits of one group of people have come."""

    label: str
    key: Any = None
    people: int = 0
    visited: int = 0
    made: int = 0
    silent: int = 0  # of those made, the ones without dialogue
    owed: int = 0
    target: int | None = 0  # the visits that the campaign means for them; None where it does not say
    is_hidden: bool = False
    url: str = ""  # the visits behind the figure; empty for who may not open them
    people_url: str = ""  # the people behind it, likewise
    visited_url: str = ""

    def add(
        self, *, people: int, visited: int, made: int, owed: int, silent: int = 0, target: int | None = None
    ) -> None:
        self.people += people
        self.visited += visited
        self.made += made
        self.silent += silent
        self.owed += owed
        self.target = None if self.target is None or target is None else self.target + target

    @property
    def percent(self) -> int | None:
        """Visits made of each hundred owed; None when none are owed."""
        return round(100 * self.made / self.owed) if self.owed else None

    @property
    def left(self) -> int:
        return max(self.owed - self.made, 0)

    @property
    def bar(self) -> Made:
        text = _("%(made)s de %(owed)s") % {"made": self.made, "owed": self.owed}
        if self.percent is not None:
            text = f"{text} · {self.percent} %"
        return Made(self.label, text, self.made, self.owed, None if self.target == self.owed else self.target, self.url)


def people_in(assignments: QuerySet[Assignment], visited: Container[Any], *columns: str) -> Iterator[dict[str, Any]]:
    """Yield, for each post of these assignments, its `key` of the columns, what is `owed` there, and the `people` that
    are counted there, 1 or 0, and `visited`, when they are among these.
    """
    for owed in owed_at_posts(assignments, *columns, "post__teacher"):
        *key, teacher = owed.columns
        people = int(owed.is_last)
        yield {"key": tuple(key), "owed": owed.visits, "people": people, "visited": people * (teacher in visited)}


GROUPED_BY = {
    "network": "post__institution__network__name",
    "kind": "post__teacher__kind",
    "area": "post__institution__area",
}


def people_behind(campaign: Campaign, *, only_visited: bool, **group: str) -> list[Any]:
    """The keys of the people that `coverage_groups` counts: all, or those of the named network, kind or area."""
    closed = Visit.objects.closed().filter(ugel=campaign.ugel_id, campaign=campaign)
    columns = [GROUPED_BY[name] for name in group]
    visited = set(closed.values_list("teacher", flat=True))
    rows = people_in(Assignment.objects.filter(campaign=campaign), visited, "post__teacher", *columns)
    counted = "visited" if only_visited else "people"
    wanted = list(group.values())
    return [row["key"][0] for row in rows if row[counted] and [key or "" for key in row["key"][1:]] == wanted]


def coverage_groups(campaign: Campaign) -> list[dict[str, Any]]:
    """People, those visited, visits made and owed, by network, kind of person and area."""
    closed = Visit.objects.closed().filter(ugel=campaign.ugel_id, campaign=campaign)
    groups: dict[tuple[Any, ...], dict[str, Any]] = defaultdict(lambda: dict.fromkeys(FIGURES, 0))
    visited = set()
    of_each = (
        closed.telling_dialogue()
        .order_by()
        .values_list("teacher", "institution__network__name", "teacher__kind", "institution__area")
    )
    silent = Count("pk", filter=Q(has_dialogue=False))
    for teacher, *key, n, n_silent in of_each.annotate(n=Count("pk"), silent=silent):
        visited.add(teacher)
        groups[tuple(key)]["made"] += n
        groups[tuple(key)]["silent"] += n_silent
    assigned = Assignment.objects.filter(campaign=campaign)
    for row in people_in(assigned, visited, *GROUPED_BY.values()):
        group = groups[row["key"]]
        for figure in ("people", "visited", "owed"):
            group[figure] += row[figure]
    times = visits_meant(campaign)
    return [
        {
            "network": network or "",
            "kind": kind,
            "area": area,
            **figures,
            "target": times(kind, area, figures["people"]),
        }
        for (network, kind, area), figures in groups.items()
    ]


def visits_meant(campaign: Campaign) -> Callable[[str, str, int], int | None]:
    """Return what tells how many visits the campaign means for so many people of a kind in an area; None where it does
    not say.
    """
    rows = Target.objects.filter(campaign=campaign, strategy=Strategy.VISITS).order_by()
    times = {(kind, area): n for kind, area, n in rows.values_list("teacher_kind", "area", "times")}

    def meant(kind: str, area: str, people: int) -> int | None:
        each = times.get((kind, area), times.get((kind, "")))
        return 0 if not people else None if each is None else each * people

    return meant


def fold_by(groups: Iterable[dict[str, Any]], name: str, labels: Mapping[Any, Any], unknown: str) -> list[Coverage]:
    """Add the groups up by one of their keys, in alphabetical order of what it is called."""
    folded: dict[Any, Coverage] = {}
    for group in groups:
        key = group[name]
        row = folded.setdefault(key, Coverage(str(labels.get(key, key) or unknown), key))
        row.add(**{figure: group[figure] for figure in FIGURES})
    return sorted(folded.values(), key=lambda row: row.label)


def total_of(groups: Iterable[dict[str, Any]], label: str) -> Coverage:
    total = Coverage(label)
    for group in groups:
        total.add(**{figure: group[figure] for figure in FIGURES})
    return total


def hide_small(rows: Sequence[Coverage], least: int = LEAST_GROUP) -> Sequence[Coverage]:
    """Hide groups of fewer than `least` people, and one more where a subtraction would bring a hidden one back."""
    for row in rows:
        row.is_hidden = row.people < least
    hidden = sum(row.people for row in rows if row.is_hidden)
    rest = sorted((row for row in rows if not row.is_hidden), key=lambda row: row.people)
    if 0 < hidden < least and rest:
        rest[0].is_hidden = True
    return rows


def coverage_by_ugel(ugels: Sequence[Ugel], year: int) -> list[Coverage]:
    """A row for each UGEL's campaign of `year`, hidden where it is about too few people."""
    campaigns = list(Campaign.objects.filter(ugel__in=ugels, year=year).values_list("pk", flat=True))
    rows = {ugel.pk: Coverage(ugel.name, ugel.pk) for ugel in ugels}
    closed = Visit.objects.closed().filter(ugel__in=ugels, campaign__in=campaigns)
    visited = set()
    for ugel, teacher, n in closed.order_by().values_list("ugel", "teacher").annotate(n=Count("pk")):
        visited.add(teacher)
        rows[ugel].made += n
    for row in people_in(Assignment.objects.filter(campaign__in=campaigns), visited, "campaign__ugel"):
        [ugel] = row["key"]
        rows[ugel].add(people=row["people"], visited=row["visited"], made=0, owed=row["owed"])
    for coverage in rows.values():
        coverage.is_hidden = coverage.people < LEAST_GROUP
    return list(rows.values())


# --- People of one institution ---------------------------------------------------------------------------------
def people_of(institution: Institution, campaign: Campaign) -> list[Any]:
    """Everyone with a post now, an assignment or a closed visit there in this campaign, and what is `made`, `owed`."""
    assigned = Assignment.objects.filter(post__institution=institution, campaign=campaign).order_by()
    closed = Visit.objects.closed().filter(institution=institution, campaign=campaign).order_by()
    posts = Post.objects.in_force().filter(institution=institution).order_by()
    here = posts.values("teacher").union(assigned.values("post__teacher"), closed.values("teacher"))
    made = closed.filter(teacher=OuterRef("pk")).values("teacher").annotate(n=Count("pk")).values("n")
    people: list[Any] = list(
        Teacher.objects.filter(pk__in=here)
        .annotate(made=Coalesce(Subquery(made, output_field=IntegerField()), 0))
        .order_by("search_name")
    )
    theirs = Assignment.objects.filter(campaign=campaign, post__teacher__in=[person.pk for person in people])
    owed = owed_visits(theirs, "post__teacher", "post__institution")
    for person in people:
        person.owed = owed.get((person.pk, institution.pk), 0)
    return people


# --- Services ---------------------------------------------------------------------------------------------------
def never_visited(campaign: Campaign) -> QuerySet[Institution]:
    """Open services of initial level without a closed visit in the campaign."""
    closed = Visit.objects.closed().filter(campaign=campaign, institution=OuterRef("pk"))
    return (
        Institution.objects.open()
        .filter(~Exists(closed), ugel=campaign.ugel_id)
        .exclude(kind=Institution.Kind.OTHER)
        .order_by("name", "modular_code")
    )
