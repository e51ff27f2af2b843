"""What a user reaches today: through roles, through assignments, and as an accompanied person through the own record.

Pages, forms and services ask with the verbs (`keeps`, `leads`, `works_as`…); only querysets use the sets of keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import FilteredRelation, Model, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from .dates import in_force

if TYPE_CHECKING:
    from accompaniment.accounts.models import User
    from accompaniment.territory.models import Institution


class AuthedRequest(HttpRequest):
    """A request whose person has signed in. `belongs_to` is the route of the header's entry that its page belongs to,
    where a page says it that its address does not tell.
    """

    user: User
    belongs_to: str


M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Reach:
    """What one person may reach on one day, as primary keys; expired roles and assignments are left out.

    Roles and assignments are each asked of the database when first needed, and once.
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

    @property
    def is_asked_for_second_factor(self) -> bool:
        """Whether an open campaign of a UGEL that the user keeps asks its specialists for a second step to enter."""
        return any(role["kind"] == "specialist" and role["asking"] for role in self._roles)

    @cached_property
    def safeguarded_ugels(self) -> frozenset[int]:
        """The UGELs whose alerts the user answers for."""
        return self._scopes("safeguarding", "ugel")

    @cached_property
    def directed_institutions(self) -> frozenset[int]:
        return self._scopes("director", "institution")

    @cached_property
    def companion_ids(self) -> frozenset[int]:
        return self._working("pk")

    @cached_property
    def author_ids(self) -> frozenset[int]:
        """Every companion that the user ever was: what they wrote as one stays theirs, whatever has ended since."""
        return frozenset(row["pk"] for row in self._companions)

    @cached_property
    def companion_ugels(self) -> frozenset[int]:
        return self._working("ugel")

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
    def coordinated_institutions(self) -> frozenset[int]:
        """The programmes that the user coordinates today, of whose promoters they are the management."""
        rows = (row for row in self._companions if row["is_now"] and row["kind"] == "coordinator")
        return frozenset(row["now__post__institution"] for row in rows if row["is_there"])

    @cached_property
    def managed_posts(self) -> frozenset[int]:
        """The posts that the user accompanies today as their management: a coordinator, or from inside."""
        rows = (row for row in self._companions if row["is_now"] and row["kind"] != "external")
        return frozenset(row["now__post"] for row in rows if row["is_there"])

    @cached_property
    def own_teacher(self) -> Any:
        """The key of the user's own record, None without one; the account of a session has brought it along."""
        if hasattr(self.user, "teacher_key"):
            return self.user.teacher_key
        own = getattr(self.user, "teacher", None)
        return own.pk if own else None

    @property
    def own_records(self) -> frozenset[Any]:
        """The key of the user's own record, for a condition that asks nothing of the database where there is none."""
        return frozenset({self.own_teacher} if self.is_accompanied else ())

    def keeps(self, ugel_id: int | None) -> bool:
        """Whether the user is a specialist of this UGEL, who keeps its rosters and campaigns."""
        return ugel_id in self.specialist_ugels

    def directs(self, institution_id: int | None) -> bool:
        return institution_id in self.directed_institutions

    def leads(self, institution: Institution) -> bool:
        """Whether the user answers for what is done there: as its director, or as a specialist of its UGEL."""
        return self.keeps(institution.ugel_id) or self.directs(institution.pk)

    def led(self, prefix: str = "") -> Q:
        """Rows of the UGELs and institutions that the user answers for; `prefix` leads to `ugel` and `institution`."""
        return Q(**{f"{prefix}ugel__in": self.specialist_ugels}) | Q(
            **{f"{prefix}institution__in": self.directed_institutions}
        )

    def led_or_accompanied(self, prefix: str = "") -> Q:
        """The same, and rows about the people whom the user accompanies today; `prefix` leads to `teacher` too."""
        return self.led(prefix) | Q(**{f"{prefix}teacher__in": self.accompanied_teachers})

    def reads_region(self, region_id: int | None) -> bool:
        """Whether the user reads the figures of this region, as its reader or the nation's."""
        return self.is_national_reader or region_id in self.reader_regions

    def works_as(self, companion_id: int | None) -> bool:
        """Whether the user is this companion today."""
        return companion_id in self.companion_ids

    def wrote_as(self, companion_id: int | None) -> bool:
        """Whether the user is or was this companion."""
        return companion_id in self.author_ids

    def accompanies(self, teacher_id: Any) -> bool:
        return teacher_id in self.accompanied_teachers

    def is_own_record(self, teacher_id: Any) -> bool:
        """Whether this accompanied person is the user."""
        return self.is_accompanied and teacher_id == self.own_teacher

    @property
    def keeps_several_ugels(self) -> bool:
        return len(self.specialist_ugels) > 1

    @property
    def only_ugel(self) -> int | None:
        """The UGEL that the user keeps; None without one or with several."""
        return min(self.specialist_ugels) if len(self.specialist_ugels) == 1 else None

    @property
    def only_institution(self) -> int | None:
        """The institution that the user directs; None without one or with several."""
        return min(self.directed_institutions) if len(self.directed_institutions) == 1 else None

    @property
    def first_companion(self) -> int | None:
        """The companion that the user is today, the first one when it is several UGELs."""
        return min(self.companion_ids, default=None)

    @property
    def own_ugel(self) -> int | None:
        """The UGEL whose rules hold for the user: where they accompany, else one they keep; the first of several."""
        return min(self.companion_ugels or self.specialist_ugels, default=None)

    @property
    def is_companion(self) -> bool:
        return bool(self.companion_ids)

    @property
    def is_coordinator(self) -> bool:
        """Whether the user coordinates programmes today, whose promoters have no other management."""
        return bool(self.coordinated_institutions)

    @property
    def is_former_companion(self) -> bool:
        """Whether the user accompanied once and no longer does; the visits they made are still theirs."""
        return bool(self.author_ids) and not self.is_companion

    @property
    def is_specialist(self) -> bool:
        return bool(self.specialist_ugels)

    @property
    def is_safeguarding(self) -> bool:
        return bool(self.safeguarded_ugels)

    @property
    def is_director(self) -> bool:
        return bool(self.directed_institutions)

    @property
    def is_reader(self) -> bool:
        return self.is_national_reader or bool(self.reader_regions)

    @property
    def opens_whole_places(self) -> bool:
        """Whether a whole UGEL, a region or the accounts are open to the user, who works at a desk with them."""
        return self.is_administrator or self.is_specialist or self.is_safeguarding or self.is_reader

    @property
    def is_accompanied(self) -> bool:
        return self.own_teacher is not None

    @property
    def grounds(self) -> frozenset[str]:
        """All that the reach stands on today, in words to be kept: whoever has them all later still reaches as much."""
        held = {f"{row['kind']}-{row['ugel'] or row['institution'] or row['region'] or ''}" for row in self._roles}
        held |= {f"accompanies-{post}" for post in self.accompanied_posts}
        return frozenset(held | ({"administrator-"} if self.is_administrator else set()))

    @cached_property
    def _roles(self) -> list[Mapping[str, Any]]:
        """A row for each role of today, or for each campaign of its UGEL that asks for a second factor."""
        if self.user is None:
            return []
        asks = {"requires_second_factor": True, "closed_at": None, "starts_on__lte": self.today}
        asking = FilteredRelation(
            "ugel__campaigns", condition=Q(**{f"ugel__campaigns__{name}": value for name, value in asks.items()})
        )
        roles = self.user.roles.filter(in_force(self.today)).annotate(asking=asking).order_by()
        return list(roles.values("kind", "institution", "ugel", "region", "asking"))

    @cached_property
    def _companions(self) -> list[Mapping[str, Any]]:
        """A row for each companion that the user is or was, and for each of their assignments today."""
        if self.user is None:
            return []
        now = FilteredRelation("assignments", condition=in_force(self.today, "assignments__"))
        companions = self.user.companions.annotate(is_now=in_force(self.today), now=now).order_by()
        return list(
            companions.values(
                "pk",
                "kind",
                "is_now",
                "ugel",
                "now__post",
                "now__post__teacher",
                "now__post__institution",
                is_there=in_force(self.today, "now__post__"),
            )
        )

    def _has(self, kind: str) -> bool:
        return any(role["kind"] == kind for role in self._roles)

    def _scopes(self, kind: str, scope: str) -> frozenset[int]:
        return frozenset(role[scope] for role in self._roles if role["kind"] == kind and role[scope])

    def _working(self, name: str) -> frozenset[Any]:
        return frozenset(row[name] for row in self._companions if row["is_now"])

    def _accompanied(self, name: str) -> frozenset[Any]:
        """Through assignments of today, at posts of today: nothing of whoever has left."""
        return frozenset(row[name] for row in self._companions if row["is_now"] and row["is_there"])


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
    """Return the one row of an already narrowed queryset; what a user may not see answers 404."""
    try:
        return visible.get(**lookup)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
