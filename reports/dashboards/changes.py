"""What happened in an institution since somebody last looked: visits closed, agreed with, documents issued."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accompaniment.models import Institution, Teacher
from reports.documents.models.documents import Document
from visits.models import Commitment, CommitmentReview, Visit

if TYPE_CHECKING:
    from accompaniment.models import User


@dataclass(frozen=True)
class Change:
    """One thing that happened: when, about whom where it is about somebody, what, and where it is read."""

    at: datetime
    person: Teacher | None
    said: str
    more: str
    url: str


def changes_in(institution: Institution, *, since: datetime, by: User) -> list[Change]:
    """What the user may read of it, the latest first."""
    found = _visits(institution, since, by).union(_documents(institution, since, by), all=True)
    told = [change for row in found for change in _told(Row(*row)) if change.at >= since]
    return sorted(told, key=lambda change: change.at, reverse=True)


class Row(NamedTuple):
    """A visit, or a document of some kind, as the database tells it: both in one question."""

    key: Any
    kind: str  # of a document; empty for a visit
    begun_at: datetime  # closed, or issued
    ended_at: datetime | None  # agreed with, or annulled
    of_all: int  # verdicts told in the visit, or the number of the document
    of_some: int  # those of them that say fulfilled, or its year
    teacher: Any
    last_names: str | None
    first_names: str | None


def _visits(institution: Institution, since: datetime, by: User) -> Any:
    news = Q(closed_at__gte=since) | Q(acknowledged_at__gte=since)
    verdicts = CommitmentReview.objects.visible_to(by).filter(visit=OuterRef("pk"))
    return (
        Visit.objects.visible_to(by)
        .closed()
        .filter(news, institution=institution)
        .order_by()
        .values_list(
            "pk",
            Value(""),
            "closed_at",
            "acknowledged_at",
            _count(verdicts.exclude(verdict__in=CommitmentReview.JUDGE_NOTHING)),
            _count(verdicts.filter(verdict=Commitment.Status.FULFILLED)),
            "teacher",
            "teacher__last_names",
            "teacher__first_names",
        )
    )


def _count(verdicts: QuerySet[CommitmentReview]) -> Coalesce:
    found = verdicts.order_by().values("visit").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(found), 0)


def _documents(institution: Institution, since: datetime, by: User) -> Any:
    news = Q(issued_at__gte=since) | Q(annulled_at__gte=since)
    return (
        Document.objects.visible_to(by)
        .filter(news, institution=institution)
        .order_by()
        .values_list(
            "pk",
            "kind",
            "issued_at",
            "annulled_at",
            "number",
            "year",
            "teacher",
            "teacher__last_names",
            "teacher__first_names",
        )
    )


def _told(row: Row) -> Iterator[Change]:
    """What happened to it, whenever that was."""
    names = {"last_names": row.last_names, "first_names": row.first_names}
    person = Teacher(pk=row.teacher, **names) if row.teacher else None
    if row.kind:
        document = Document(pk=row.key, kind=row.kind, number=row.of_all, year=row.of_some)
        begun, ended, more = f"{document.title} N.° {document.full_number}", _("%s, anulado") % document, ""
        url = document.get_absolute_url()
    else:
        begun, ended, more = _("visita cerrada"), _("dio su conformidad"), _verdicts(row.of_all, row.of_some)
        url = Visit(pk=row.key).get_absolute_url()
    yield Change(row.begun_at, person, begun, more, url)
    if row.ended_at:
        yield Change(row.ended_at, person, ended, "", url)


def _verdicts(verdicts: int, fulfilled: int) -> str:
    if not verdicts:
        return ""
    said = ngettext("%(n)s compromiso verificado", "%(n)s compromisos verificados", verdicts) % {"n": verdicts}
    return said + ": " + ngettext("%(n)s cumplido", "%(n)s cumplidos", fulfilled) % {"n": fulfilled}
