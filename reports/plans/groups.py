"""Groups that have a plan of their own: an institution, a coordinator's module, a network, a UGEL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accompaniment.access import in_force, reach_of
from accompaniment.models import Companion, Institution, Network, Post, Ugel

if TYPE_CHECKING:
    from accompaniment.models import User
    from reports.plans.models import FollowUpPlan


@dataclass(frozen=True)
class Group:
    """One kind of group: what it is called, which of its rows there are, who answers for one, and its people."""

    name: str
    title: Any
    rows: Callable[[], QuerySet[Any]]
    ugel_of: Callable[[Any], Ugel]
    is_answered_for: Callable[[User, Any], bool]
    people: Callable[[Any], Q]


def _led(user: User, place: Institution) -> bool:
    return reach_of(user).leads(place)


def _module_led(user: User, companion: Companion) -> bool:
    reach = reach_of(user)
    return reach.works_as(companion.pk) or reach.keeps(companion.ugel_id)


def _of_module(companion: Companion) -> Q:
    running = in_force(timezone.localdate(), "assignments__")
    return Q(running, assignments__companion=companion)


GROUPS = {
    group.name: group
    for group in (
        Group(
            "institution",
            gettext_lazy("Plan de la institución"),
            lambda: Institution.objects.select_related("ugel"),
            lambda place: place.ugel,
            _led,
            lambda place: Q(institution=place),
        ),
        Group(
            "companion",
            gettext_lazy("Plan del módulo"),
            lambda: Companion.objects.filter(kind=Companion.Kind.COORDINATOR).select_related("ugel", "user"),
            lambda companion: companion.ugel,
            _module_led,
            _of_module,
        ),
        Group(
            "network",
            gettext_lazy("Plan de la red"),
            lambda: Network.objects.select_related("ugel"),
            lambda network: network.ugel,
            lambda user, network: reach_of(user).keeps(network.ugel_id),
            lambda network: Q(institution__network=network),
        ),
        Group(
            "ugel",
            gettext_lazy("Plan de la UGEL"),
            lambda: Ugel.objects.all(),
            lambda ugel: ugel,
            lambda user, ugel: reach_of(user).keeps(ugel.pk),
            lambda ugel: Q(institution__ugel=ugel),
        ),
    )
}


def posts_of(group: str, about: Any) -> QuerySet[Post]:
    """The posts in force of the people of a group, each once."""
    found = Post.objects.in_force().filter(GROUPS[group].people(about)).order_by().values("pk")
    return Post.objects.filter(pk__in=found)


def posts_of_plan(plan: FollowUpPlan) -> QuerySet[Post]:
    """The posts that the plan is about: one of a person, those of a group."""
    return posts_of(plan.group, plan.about) if plan.group else Post.objects.filter(pk__in=[plan.post_id])


def groups_of(user: User) -> list[tuple[Group, Any]]:
    """The groups whose plan the user writes, but the single institutions of a UGEL: each is found by its own page."""
    reach = reach_of(user)
    ugels = Ugel.objects.managed_by(user)
    own = Companion.objects.of_person(user).filter(kind=Companion.Kind.COORDINATOR)
    found: list[tuple[Group, Any]] = [(GROUPS["institution"], row) for row in Institution.objects.directed_by(user)]
    if reach.is_companion:
        found += [(GROUPS["companion"], row) for row in own.select_related("user")]
    if reach.is_specialist:
        modules = Companion.objects.managed_by(user).in_force().filter(kind=Companion.Kind.COORDINATOR)
        found += [(GROUPS["ugel"], row) for row in ugels]
        found += [(GROUPS["network"], row) for row in Network.objects.filter(ugel__in=ugels)]
        found += [(GROUPS["companion"], row) for row in modules.exclude(user=user).select_related("user")]
    return found
