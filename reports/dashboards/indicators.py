"""What the dashboards read of people and visits, added up by the database, never visit by visit here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.utils.translation import gettext as _

from accompaniment.lib.charts.targets import Made
from accompaniment.lib.small_groups import LEAST_GROUP
from accompaniment.models import Assignment, Campaign, Institution, Post, Target, Teacher, Ugel
from accompaniment.people.assignments.owed import owed_at_posts, owed_visits
from accompaniment.people.assignments.services import VISITS_OF
from visits.models import Visit

FIGURES = ("people", "visited", "made", "silent", "owed", "target")
MODALITIES = Assignment.Modality.values


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
    """Yield, for each post of these assignments, its `key` of the columns, what is `owed` there so, and the `people`
    that are counted there, 1 or 0, and `visited`, when they are among these; and who is accompanied so, `so`, 1 or 0.
    """
    for owed in owed_at_posts(assignments, *columns, "post__teacher"):
        *key, teacher = owed.columns
        people = int(owed.is_last)
        yield {
            "key": tuple(key),
            "teacher": teacher,
            "modality": owed.modality,
            "so": int(owed.is_last_so),
            "owed": owed.visits,
            "people": people,
            "visited": people * (teacher in visited),
        }


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
    """People, those visited, visits made, owed and meant, by network, kind of person and area; and under `modalities`
    the same of those accompanied from outside and from inside, whose visits are never added to each other there.
    """
    closed = Visit.objects.closed().filter(ugel=campaign.ugel_id, campaign=campaign)
    groups: dict[tuple[Any, ...], dict[str, Any]] = defaultdict(_empty_group)
    visited, visited_so = set(), set()
    of_each = (
        closed.telling_dialogue()
        .order_by()
        .values_list(
            "teacher",
            "assignment__modality",
            "institution__network__name",
            "teacher__kind",
            "institution__area",
        )
    )
    silent = Count("pk", filter=Q(has_dialogue=False))
    for teacher, modality, *key, n, n_silent in of_each.annotate(n=Count("pk"), silent=silent):
        visited.add(teacher)
        visited_so.add((teacher, modality))
        _add(groups[tuple(key)], modality, made=n, silent=n_silent)
    meant = visits_meant(campaign)
    for row in people_in(Assignment.objects.filter(campaign=campaign), visited, *GROUPED_BY.values()):
        group, modality = groups[row["key"]], row["modality"]
        _network, kind, area = row["key"]
        _add(group, modality, owed=row["owed"], target=meant(kind, area, modality, row["so"]))
        group["people"] += row["people"]
        group["visited"] += row["visited"]
        so = group["modalities"][modality]
        so["people"] += row["so"]
        so["visited"] += row["so"] * ((row["teacher"], modality) in visited_so)
    return [
        {**group, "network": network or "", "kind": kind, "area": area}
        for (network, kind, area), group in groups.items()
    ]


def _empty_group() -> dict[str, Any]:
    return {**dict.fromkeys(FIGURES, 0), "modalities": {one: dict.fromkeys(FIGURES, 0) for one in MODALITIES}}


def _add(group: dict[str, Any], modality: str, **figures: int | None) -> None:
    """Add figures to a group, and within it to those of one modality; what nobody knows stays unknown."""
    for where in (group, group["modalities"][modality]):
        for name, n in figures.items():
            where[name] = None if n is None or where[name] is None else where[name] + n


def visits_meant(campaign: Campaign) -> Callable[[str, str, str, int], int | None]:
    """Return what tells how many visits of a modality the campaign means for so many people of a kind in an area;
    None where it does not say.
    """
    modalities = {strategy.value: modality.value for modality, strategy in VISITS_OF.items()}
    rows = Target.objects.filter(campaign=campaign, strategy__in=modalities).order_by()
    times = {
        (modalities[strategy], kind, area): n
        for strategy, kind, area, n in rows.values_list("strategy", "teacher_kind", "area", "times")
    }

    def meant(kind: str, area: str, modality: str, people: int) -> int | None:
        each = times.get((modality, kind, area), times.get((modality, kind, "")))
        return 0 if not people else None if each is None else each * people

    return meant


def by_modality(groups: Sequence[dict[str, Any]]) -> list[Coverage]:
    """A row for accompaniment from outside and one for that from inside; none where all of it is of one modality."""
    rows = [Coverage(str(Assignment.Modality(one).label), one) for one in MODALITIES]
    for row in rows:
        for group in groups:
            row.add(**group["modalities"][row.key])
    return rows if all(row.people or row.made for row in rows) else []


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


@dataclass(frozen=True)
class Share:
    """What is made and owed to one person from outside, or from inside."""

    modality: Any
    made: int
    owed: int

    @property
    def squares(self) -> list[bool]:
        """One for each visit owed, or made beyond them: whether it was made."""
        return [n < self.made for n in range(max(self.made, self.owed))]


def shares_of(made: Mapping[str, int], owed: Mapping[str, int]) -> list[Share]:
    """Return a share for each modality of which anything is made or owed."""
    labels = dict(Assignment.Modality.choices)
    return [Share(labels[one], made[one], owed[one]) for one in MODALITIES if made[one] or owed[one]]


def total_shares(people: Iterable[Any]) -> list[Share]:
    """Return what is made and owed to all of `people_of`, each modality apart."""
    totals: dict[Any, Share] = {}
    for share in (share for person in people for share in person.shares):
        known = totals.get(share.modality, Share(share.modality, 0, 0))
        totals[share.modality] = Share(share.modality, known.made + share.made, known.owed + share.owed)
    return list(totals.values())


# --- People of one institution ---------------------------------------------------------------------------------
def people_of(institution: Institution, campaign: Campaign) -> list[Any]:
    """Everyone with a post now, an assignment or a closed visit there in this campaign, with what is `made` and `owed`,
    and the same as `shares` of each modality that there is.
    """
    assigned = Assignment.objects.filter(post__institution=institution, campaign=campaign).order_by()
    closed = Visit.objects.closed().filter(institution=institution, campaign=campaign).order_by()
    posts = Post.objects.in_force().filter(institution=institution).order_by()
    here = posts.values("teacher").union(assigned.values("post__teacher"), closed.values("teacher"))
    made = closed.filter(teacher=OuterRef("pk")).values("teacher").annotate(n=Count("pk")).values("n")
    people: list[Any] = list(
        Teacher.objects.filter(pk__in=here)
        .annotate(**{f"made_{one}": Subquery(made.filter(assignment__modality=one)) for one in MODALITIES})
        .order_by("search_name")
    )
    theirs = Assignment.objects.filter(campaign=campaign, post__teacher__in=[person.pk for person in people])
    owed = owed_visits(theirs, "post__teacher", "modality", "post__institution")
    for person in people:
        made_so = {one: getattr(person, f"made_{one}") or 0 for one in MODALITIES}
        owed_so = {one: owed.get((person.pk, one, institution.pk), 0) for one in MODALITIES}
        person.shares = shares_of(made_so, owed_so)
        person.made, person.owed = sum(one.made for one in person.shares), sum(one.owed for one in person.shares)
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
