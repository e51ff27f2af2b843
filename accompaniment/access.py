"""The one access mechanism: what a person reaches today, from her roles, her assignments and her own record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import FilteredRelation, Model, Q, QuerySet
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
    """What one person may reach on one day, as primary keys; expired roles and assignments are left out.

    Her roles and whom she accompanies are each asked of the database when first needed, and once.
    """

    user: Any  # None when nobody has signed in
    today: date

    @cached_property
    def is_administrator(self) -> bool:
        return (self.user is not None and self.user.is_superuser) or self._has("administrator")

    @cached_property
    def is_national_reader(self) -> bool:
        return self._has("national_reader")

    @cached_property
    def reader_regions(self) -> frozenset[int]:
        return self._scopes("regional_reader", "region")

    @cached_property
    def specialist_ugels(self) -> frozenset[int]:
        return self._scopes("specialist", "ugel")

    @cached_property
    def directed_institutions(self) -> frozenset[int]:
        return self._scopes("director", "institution")

    @cached_property
    def is_asked_for_second_factor(self) -> bool:
        """Whether the open campaign of a UGEL in which she is a specialist asks it."""
        from .models import Campaign  # the models import this module: not before they exist

        asking = Campaign.objects.asking_for_second_factor()
        return self.is_specialist and asking.filter(ugel__in=self.specialist_ugels).exists()

    @cached_property
    def companion_ids(self) -> frozenset[int]:
        return self._accompanied("pk")

    @cached_property
    def companion_ugels(self) -> frozenset[int]:
        return self._accompanied("ugel")

    @cached_property
    def accompanied_posts(self) -> frozenset[int]:
        return self._accompanied("now__post")

    @cached_property
    def accompanied_teachers(self) -> frozenset[Any]:
        return self._accompanied("now__post__teacher")

    @cached_property
    def accompanied_institutions(self) -> frozenset[int]:
        return self._accompanied("now__post__institution")

    @cached_property
    def own_teacher(self) -> Any:
        """The key of her own record, None when she is not accompanied; a session's account has brought it along."""
        if hasattr(self.user, "teacher_key"):
            return self.user.teacher_key
        own = getattr(self.user, "teacher", None)
        return own.pk if own else None

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

    @cached_property
    def _roles(self) -> list[Mapping[str, Any]]:
        from .models import Role

        if self.user is None:
            return []
        roles = Role.objects.filter(in_force(self.today), user=self.user).order_by()
        return list(roles.values("kind", "institution", "ugel", "region"))

    @cached_property
    def _assignments(self) -> list[Mapping[str, Any]]:
        """A row for each of her assignments today; a companion of nobody has one row with empty ones."""
        from .models import Companion

        if self.user is None:
            return []
        now = FilteredRelation("assignments", condition=in_force(self.today, "assignments__"))
        companions = Companion.objects.filter(in_force(self.today), user=self.user).annotate(now=now).order_by()
        return list(companions.values("pk", "ugel", "now__post", "now__post__teacher", "now__post__institution"))

    def _has(self, kind: str) -> bool:
        return any(role["kind"] == kind for role in self._roles)

    def _scopes(self, kind: str, scope: str) -> frozenset[int]:
        return frozenset(role[scope] for role in self._roles if role["kind"] == kind and role[scope])

    def _accompanied(self, name: str) -> frozenset[Any]:
        return frozenset(row[name] for row in self._assignments if row[name] is not None)


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


def is_in_force(row: Any, on: date) -> bool:
    """Tell of a row already read what `in_force` asks of the database."""
    return bool(row.starts_on <= on and (row.ends_on is None or on <= row.ends_on))


def reach_of(user: Any) -> Reach:
    """Return what `user` reaches today; the same one for each user object, that is, for a request."""
    today = timezone.localdate()
    if not user.is_authenticated:
        return Reach(None, today)
    known: Reach | None = getattr(user, "_reach", None)
    if known is None or known.today != today:
        known = user._reach = Reach(user, today)
    return known


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
