"""Commitments of an institution and of a UGEL, as their dashboards show them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Max, OuterRef, Q, Subquery, When

from accompaniment.models import Campaign, Institution, Post, Teacher
from visits.commitments.standings import overdue_for
from visits.models import Attendance, Commitment, CommitmentReview, Contact, PairedObservation, Visit

if TYPE_CHECKING:
    from accompaniment.models import User
    from accompaniment.people.models.posts import PostQuerySet
    from visits.commitments.models import CommitmentQuerySet, CommitmentReviewQuerySet


def pending_commitments_of(institution: Institution, campaign: Campaign) -> CommitmentQuerySet:
    """What the next visits there ask about: from visits there, and from the GIA of people who work there."""
    posts = Post.objects.filter(institution=institution)
    of_group = Q(session__campaign__ugel=institution.ugel_id, teacher__in=posts.in_force().values("teacher"))
    found = _agreed_at(posts, Q(visit__institution=institution) | of_group, campaign).pending()
    return found.select_related("teacher", "criterion", "visit").order_by("teacher__search_name", "due_on")


def overdue_in(campaign: Campaign, *, by: User, hidden: CommitmentReviewQuerySet) -> CommitmentQuerySet:
    """What was agreed in the UGEL and is past its date, as a specialist of it knows; `hidden` is of `hidden_from`.

    Each carries the `network` where it was agreed, or where the person of a group session works.
    """
    posts = Post.objects.filter(institution__ugel=campaign.ugel_id)
    of_ugel = Q(visit__ugel=campaign.ugel_id) | Q(session__campaign__ugel=campaign.ugel_id)
    # Asked for apart: with more tables joined PostgreSQL no longer looks for the order in which to read them.
    agreed_at = Institution.objects.filter(pk=OuterRef("visit__institution")).order_by()
    works_at = posts.filter(teacher=OuterRef("teacher")).order_by("-starts_on", "-pk")
    return (
        overdue_for(_agreed_at(posts, of_ugel, campaign), by=by, hidden=hidden)
        .select_related("teacher", "criterion")
        .annotate(
            network=Case(
                When(visit__isnull=False, then=Subquery(agreed_at.values("network__name"))),
                default=Subquery(works_at.values("institution__network__name")[:1]),
            )
        )
        .order_by("teacher__search_name", "due_on", "pk")
    )


def in_network(overdue: Any, name: str) -> CommitmentQuerySet:
    """Those of `overdue_in` of the network with this name; without a name, those of none."""
    found: CommitmentQuerySet = overdue.filter(network=name or None)
    return found


def hidden_from(specialist: User, ugel: int) -> CommitmentReviewQuerySet:
    """Verdicts on people of the specialist's UGEL, by its posts, that the specialist may not read.

    Only those of visits and sessions elsewhere can be, and of visits that the specialist observes apart: few, so found
    by these.
    """
    people = Post.objects.filter(institution__ugel=ugel).values("teacher")
    moved = Post.objects.filter(teacher__in=people).exclude(institution__ugel=ugel)
    elsewhere = Visit.objects.filter(teacher__in=moved.values("teacher")).exclude(ugel=ugel)
    contacts = Contact.objects.filter(teacher__in=moved.values("teacher")).exclude(ugel=ugel)
    apart = PairedObservation.objects.unseeing(specialist).order_by().values("visit")
    unread = elsewhere.order_by().values("pk").union(apart)
    sessions = Attendance.objects.filter(teacher__in=moved.values("teacher")).exclude(session__campaign__ugel=ugel)
    by_visit, by_contact, by_session = (
        CommitmentReview.objects.filter(**{f"{origin}__in": rows}).order_by().values("pk")
        for origin, rows in (
            ("visit", unread),
            ("contact", contacts),
            ("session", sessions.order_by().values("session")),
        )
    )
    anywhere = by_visit.union(by_contact, by_session)
    return CommitmentReview.objects.hidden_from(specialist).filter(pk__in=anywhere)


def _agreed_at(posts: PostQuerySet, agreed: Q, campaign: Campaign) -> CommitmentQuerySet:
    """Commitments of a place: the campaign's and, of whom works there now, those of any year.

    Only people who have worked there can have agreed anything there: said as well, it finds theirs by an index.
    """
    of_year = Q(visit__campaign=campaign) | Q(session__campaign=campaign)
    works_there = Q(teacher__in=posts.in_force().values("teacher"))
    return Commitment.objects.filter(agreed, of_year | works_there, teacher__in=posts.values("teacher"))


@dataclass(frozen=True)
class Late:
    """Somebody with `n` commitments past their date."""

    person: Teacher
    n: int


@dataclass(frozen=True)
class LateCommitments:
    """How many commitments are past their date, of how many people, the first of those who have more of them, and how
    many in each network, by its name; a commitment without a network counts under an empty one.
    """

    n: int
    people: int
    first: list[Late]
    networks: list[tuple[str, int]]


def late_commitments(overdue: Any, *, shown: int) -> LateCommitments:
    """Count what `overdue_in` found."""
    names = [Max(f"teacher__{name}") for name in ("search_name", "last_names", "first_names")]
    rows: Any = overdue.order_by().values_list("teacher", "network").annotate(Count("pk"), *names)  # sorted by its keys
    people: Counter[tuple[Any, ...]] = Counter()
    networks: Counter[str] = Counter()
    for teacher, network, n, key, *names_of in rows:
        people[key, teacher, *names_of] += n
        networks[network or ""] += n
    most = sorted(people.items(), key=lambda row: (-row[1], row[0][0]))[:shown]
    first = [Late(Teacher(pk=pk, last_names=last, first_names=names), n) for (_key, pk, last, names), n in most]
    return LateCommitments(people.total(), len(people), first, sorted(networks.items()))
