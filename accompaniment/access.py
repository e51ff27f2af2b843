"""The one access mechanism: what a person reaches today, from her roles, her assignments and her own record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import Exists, FilteredRelation, Model, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

if TYPE_CHECKING:
    from .models import User


class AuthedRequest(HttpRequest):
    """A request whose person has signed in."""

    user: User


M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Reach:
    """What one person may reach on one day, as primary keys; expired roles and assignments are already left out."""

    is_administrator: bool = False
    is_national_reader: bool = False
    reader_regions: frozenset[int] = frozenset()
    specialist_ugels: frozenset[int] = frozenset()
    directed_institutions: frozenset[int] = frozenset()
    companion_ids: frozenset[int] = frozenset()
    companion_ugels: frozenset[int] = frozenset()
    accompanied_posts: frozenset[int] = frozenset()
    accompanied_teachers: frozenset[Any] = frozenset()
    accompanied_institutions: frozenset[int] = frozenset()
    own_teacher: Any = None
    is_asked_for_second_factor: bool = False  # by the open campaign of a UGEL in which she is a specialist

    @property
    def is_companion(self) -> bool:
        return bool(self.companion_ids)

    @property
    def is_specialist(self) -> bool:
        return bool(self.specialist_ugels)

    @property
    def is_director(self) -> bool:
        return bool(self.directed_institutions)

    @property
    def is_reader(self) -> bool:
        return self.is_national_reader or bool(self.reader_regions)

    @property
    def is_accompanied(self) -> bool:
        return self.own_teacher is not None


@dataclass(frozen=True)
class Allowed:
    """The person may; true in a condition."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class Denied:
    """The person may not, and `reason` says why in plain words; false in a condition."""

    reason: Any = field(default="")

    def __bool__(self) -> bool:
        return False


def in_force(on: date, prefix: str = "") -> Q:
    """Rows that have begun by `on` and have not ended before it."""
    return Q(**{f"{prefix}starts_on__lte": on}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": on})
    )


def reach_of(user: Any) -> Reach:
    """Return what `user` reaches today; computed once for each user object, that is, once a request."""
    if not user.is_authenticated:
        return Reach()
    today = timezone.localdate()
    known: tuple[date, Reach] | None = getattr(user, "_reach", None)
    if known is None or known[0] != today:
        known = (today, _compute(user, today))
        user._reach = known
    return known[1]


def _compute(user: Any, today: date) -> Reach:
    from .models import Campaign, Companion, Role  # the models import this module: not before they exist

    roles: list[Mapping[str, Any]] = list(
        Role.objects.filter(in_force(today), user=user)
        .annotate(asks=Exists(Campaign.objects.asking_for_second_factor().filter(ugel=OuterRef("ugel"))))
        .values("kind", "institution", "ugel", "region", "asks")
    )
    # A row for each of her assignments today; a companion of nobody has one row with empty ones.
    companions: list[Mapping[str, Any]] = list(
        Companion.objects.filter(in_force(today), user=user)
        .annotate(now=FilteredRelation("assignments", condition=in_force(today, "assignments__")))
        .values("pk", "ugel", "now__post", "now__post__teacher", "now__post__institution")
    )

    own = getattr(user, "teacher", None)

    def scopes(kind: str, scope: str) -> frozenset[int]:
        return frozenset(role[scope] for role in roles if role["kind"] == kind and role[scope])

    return Reach(
        is_administrator=user.is_superuser or any(r["kind"] == Role.Kind.ADMINISTRATOR for r in roles),
        is_national_reader=any(r["kind"] == Role.Kind.NATIONAL_READER for r in roles),
        reader_regions=scopes(Role.Kind.REGIONAL_READER, "region"),
        specialist_ugels=scopes(Role.Kind.SPECIALIST, "ugel"),
        directed_institutions=scopes(Role.Kind.DIRECTOR, "institution"),
        companion_ids=_column(companions, "pk"),
        companion_ugels=_column(companions, "ugel"),
        accompanied_posts=_column(companions, "now__post"),
        accompanied_teachers=_column(companions, "now__post__teacher"),
        accompanied_institutions=_column(companions, "now__post__institution"),
        own_teacher=own.pk if own else None,
        is_asked_for_second_factor=any(r["kind"] == Role.Kind.SPECIALIST and r["asks"] for r in roles),
    )


def _column(rows: Iterable[Mapping[str, Any]], name: str) -> frozenset[Any]:
    return frozenset(row[name] for row in rows if row[name] is not None)


def get_visible_or_404(visible: QuerySet[M], **lookup: Any) -> M:
    """Return the one row of an already narrowed queryset; what a person may not see does not exist for her."""
    try:
        return visible.get(**lookup)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def require(verdict: Allowed | Denied) -> None:
    """Turn a refusal into a page 403 that gives its reason."""
    if isinstance(verdict, Denied):
        raise PermissionDenied(verdict.reason)
