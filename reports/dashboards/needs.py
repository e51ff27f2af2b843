"""What needs a specialist, counted in one question however much there is of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, IntegerField, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accompaniment.exports.listing import exported_lists
from accompaniment.exports.models import Export
from accompaniment.jobs.models import Job
from accompaniment.models import Campaign, Companion, Post, Ugel
from accompaniment.people.assignments.models import unaccompanied
from reports.documents.models.jobs import ReportJob
from visits.models import Contact, Visit

from .commitments import hidden_from
from .indicators import never_visited

if TYPE_CHECKING:
    from accompaniment.models import User

FAILED_SINCE = timedelta(days=7)  # what failed is told so long
SHOWN = 3  # jobs of each kind


@dataclass(frozen=True)
class Needs:
    """How many people have no companion today, companions have visits past their day, and services were never visited;
    whether jobs of the user run or failed, and whether there is a verdict in the UGEL that the user may not read.
    """

    alone: int
    behind: int
    never: int
    followed: int  # contacts of the year, which are no need: asked for together with these
    has_jobs: bool
    has_hidden: bool


def needs_of(campaign: Campaign, user: User) -> Needs:
    posts = unaccompanied(Post.objects.in_force().filter(institution__ugel=campaign.ugel_id))
    counts = {
        "alone": _count(posts, "institution__ugel", of="teacher"),
        "behind": _count(past_their_day(campaign), "ugel", of="companion"),
        "never": _count(never_visited(campaign), "ugel"),
        "followed": _count(Contact.objects.told().filter(campaign=campaign), "ugel"),
        "has_jobs": Exists(_told(ReportJob.objects.filter(requested_by=user)))
        | Exists(_told(Export.objects.visible_to(user))),
        "has_hidden": Exists(hidden_from(user, campaign.ugel_id)),
    }
    found: Any = Ugel.objects.filter(pk=campaign.ugel_id).order_by().values(**counts).get()
    return Needs(**found)


def _count(rows: QuerySet[Any], of_one: str, *, of: str = "pk") -> Coalesce:
    """How many there are; all of them say the same of `of_one`, which groups them."""
    found = rows.order_by().values(of_one).annotate(n=Count(of, distinct=True)).values("n")
    return Coalesce(Subquery(found, output_field=IntegerField()), Value(0))


def past_their_day(campaign: Campaign) -> QuerySet[Visit]:
    """The visits of the campaign that lie on the calendar and whose day has passed."""
    return Visit.objects.past_their_day().filter(ugel=campaign.ugel_id, campaign=campaign)


def companions_behind(campaign: Campaign) -> QuerySet[Companion]:
    """Who has such visits, by name; `n` says how many."""
    behind = Companion.objects.filter(visits__in=past_their_day(campaign))
    return behind.annotate(n=Count("visits")).select_related("user").order_by("user__search_name", "pk")


@dataclass(frozen=True)
class ToldJob:
    title: str
    job: Job


def jobs_told(user: User) -> list[ToldJob]:
    """The user's documents and files that are being made, or failed not long ago; the latest of each."""
    jobs = _told(ReportJob.objects.visible_to(user)).order_by("-created_at")[:SHOWN]
    exports = _told(Export.objects.visible_to(user)).order_by("-created_at")[:SHOWN]
    return [
        *(ToldJob(job.title, job) for job in jobs),
        *(ToldJob(str(exported_lists()[export.code].title), export) for export in exports),
    ]


def _told(jobs: Any) -> Any:
    failed = Q(status=Job.Status.FAILED, created_at__gte=timezone.now() - FAILED_SINCE)
    return jobs.filter(Q(status__in=[Job.Status.QUEUED, Job.Status.RUNNING]) | failed)
