"""What the dashboards read: coverage and commitments, added up by the database, never visit by visit here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import (
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Window,
)
from django.db.models.functions import Coalesce

from accompaniment.models import Assignment, Campaign, Institution, Post, Teacher, Ugel
from accompaniment.people.assignments.owed import owed_at_posts, owed_visits
from visits.commitments.standings import overdue_for
from visits.models import Commitment, CommitmentReview, PairedObservation, Visit

if TYPE_CHECKING:
    from accompaniment.models import User
    from accompaniment.people.models.posts import PostQuerySet
    from visits.commitments.models import CommitmentQuerySet, CommitmentReviewQuerySet

FIGURES = ("people", "visited", "made", "owed")
LEAST_GROUP = 5  # readers see nothing broken down about fewer people than these


# --- Coverage --------------------------------------------------------------------------------------------------
@dataclass
class Coverage:
    """How far the visits of one group of people have come."""

    label: str
    key: Any = None
    people: int = 0
    visited: int = 0
    made: int = 0
    owed: int = 0
    is_hidden: bool = False
    url: str = ""  # the visits behind the figure; empty for who may not open them
    people_url: str = ""  # the people behind it, likewise
    visited_url: str = ""

    def add(self, *, people: int, visited: int, made: int, owed: int) -> None:
        self.people += people
        self.visited += visited
        self.made += made
        self.owed += owed

    @property
    def percent(self) -> int | None:
        """Visits made of each hundred owed; None when none are owed."""
        return round(100 * self.made / self.owed) if self.owed else None


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
    groups: dict[tuple[Any, ...], dict[str, int]] = defaultdict(lambda: dict.fromkeys(FIGURES, 0))
    visited = set()
    of_each = closed.order_by().values_list(
        "teacher", "institution__network__name", "teacher__kind", "institution__area"
    )
    for teacher, *key, n in of_each.annotate(n=Count("pk")):
        visited.add(teacher)
        groups[tuple(key)]["made"] += n
    assigned = Assignment.objects.filter(campaign=campaign)
    for row in people_in(assigned, visited, *GROUPED_BY.values()):
        group = groups[row["key"]]
        for figure in ("people", "visited", "owed"):
            group[figure] += row[figure]
    return [
        {"network": network or "", "kind": kind, "area": area, **figures}
        for (network, kind, area), figures in groups.items()
    ]


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


# --- Commitments -----------------------------------------------------------------------------------------------
def pending_commitments_of(institution: Institution, campaign: Campaign) -> CommitmentQuerySet:
    """What the next visits there ask about: from visits there, and from the GIA of people who work there."""
    posts = Post.objects.filter(institution=institution)
    of_group = Q(session__campaign__ugel=institution.ugel_id, teacher__in=posts.in_force().values("teacher"))
    found = _agreed_at(posts, Q(visit__institution=institution) | of_group, campaign).pending()
    return found.select_related("teacher", "criterion", "visit").order_by("teacher__search_name", "due_on")


def overdue_in(campaign: Campaign, *, by: User) -> CommitmentQuerySet:
    """What was agreed in the UGEL and is past its date, as a specialist of it knows."""
    posts = Post.objects.filter(institution__ugel=campaign.ugel_id)
    of_ugel = Q(visit__ugel=campaign.ugel_id) | Q(session__campaign__ugel=campaign.ugel_id)
    return (
        overdue_for(_agreed_at(posts, of_ugel, campaign), by=by, hidden=_hidden_from(by, campaign.ugel_id))
        .select_related("teacher", "criterion")
        .order_by("teacher__search_name", "due_on", "pk")
    )


@dataclass(frozen=True)
class Late:
    """Somebody with `n` commitments past their date."""

    person: Teacher
    n: int


@dataclass(frozen=True)
class LatePeople:
    """The first of those who have commitments past their date, how many more there are, and all these commitments."""

    first: list[Late]
    more: int
    commitments: int


def late_people(overdue: CommitmentQuerySet, *, shown: int) -> LatePeople:
    """Whose these commitments are, whoever has more of them first."""
    of_person = ("teacher__search_name", "teacher", "teacher__last_names", "teacher__first_names")
    rows = list(overdue.order_by().values_list(*of_person).annotate(n=Count("pk")))
    rows.sort(key=lambda row: (-row[-1], row[0]))
    first = [Late(Teacher(pk=pk, last_names=last, first_names=names), n) for _key, pk, last, names, n in rows[:shown]]
    return LatePeople(first, len(rows[shown:]), sum(row[-1] for row in rows))


def _hidden_from(specialist: User, ugel: int) -> CommitmentReviewQuerySet:
    """Verdicts on people of the specialist's UGEL, by its posts, that the specialist may not read.

    Only those of visits elsewhere can be, and of visits that the specialist observes apart: few, so found by these.
    """
    people = Post.objects.filter(institution__ugel=ugel).values("teacher")
    moved = Post.objects.filter(teacher__in=people).exclude(institution__ugel=ugel)
    elsewhere = Visit.objects.filter(teacher__in=moved.values("teacher")).exclude(ugel=ugel)
    apart = PairedObservation.objects.unseeing(specialist).order_by().values("visit")
    unread = elsewhere.order_by().values("pk").union(apart)
    return CommitmentReview.objects.hidden_from(specialist).filter(visit__in=unread)


def _agreed_at(posts: PostQuerySet, agreed: Q, campaign: Campaign) -> CommitmentQuerySet:
    """Commitments of a place: the campaign's and, of whom works there now, those of any year.

    Only people who have worked there can have agreed anything there: said as well, it finds theirs by an index.
    """
    of_year = Q(visit__campaign=campaign) | Q(session__campaign=campaign)
    works_there = Q(teacher__in=posts.in_force().values("teacher"))
    return Commitment.objects.filter(agreed, of_year | works_there, teacher__in=posts.values("teacher"))


def never_visited(campaign: Campaign) -> QuerySet[Institution]:
    """Open services of initial level without a closed visit in the campaign; `total` repeats how many in each row."""
    closed = Visit.objects.closed().filter(campaign=campaign, institution=OuterRef("pk"))
    return (
        Institution.objects.open()
        .filter(~Exists(closed), ugel=campaign.ugel_id)
        .exclude(kind=Institution.Kind.OTHER)
        .annotate(total=Window(Count("pk")))
        .order_by("name", "modular_code")
    )
