"""The follow-up plan of a group as a document: of an institution, a coordinator's module, a network, a UGEL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.access import Allowed, Denied
from reports.documents.parts import campaign_data
from reports.documents.targets import DocumentTarget
from reports.plans.group_levels import levels_of_group
from reports.plans.groups import GROUPS, posts_of
from reports.plans.models import FollowUpPlan
from reports.plans.printing import note_annulled, note_issued, written_data

from .base import DocumentRefused, Kind, Snapshot

if TYPE_CHECKING:
    from accompaniment.models import Campaign, Post, User
    from reports.documents.models.documents import Document


class GroupPlan(Kind[Any]):
    template = "pdf/group_plan.html"

    def __init__(self, group: str, code: str, title: Any, many: Any, target: DocumentTarget) -> None:
        self.group = GROUPS[group]
        self.code, self.title, self.many, self.target = code, title, many, target  # type: ignore[misc]

    def may_issue(self, user: User, target: Any) -> Allowed | Denied:
        if self.group.is_answered_for(user, target):
            return Allowed()
        return Denied(_("Lo emite quien dirige o coordina ese grupo, o la especialista de la UGEL."))

    def gather(self, target: Any, *, campaign: Campaign, by: User) -> Snapshot:
        """Levels of groups under five people are in no document; names are in its annex alone."""
        plans = FollowUpPlan.objects.visible_to(by).whole().filter(**{self.group.name: target})
        plan = plans.filter(campaign=campaign).first()
        if plan is None:
            raise DocumentRefused(_("Todavía no hay un plan escrito de este año: prepáralo primero."))
        posts = posts_of(self.group.name, target)
        return {
            "campaign": campaign_data(campaign),
            "title": str(self.group.title),
            "about": str(target),
            "ugel": campaign.ugel.name,
            "region": campaign.ugel.region.name,
            "written": written_data(plan, by),
            "levels": levels_of_group(posts, campaign, by),
            "people": [_person(post) for post in _by_name(posts)],
            "signs": by.get_full_name(),
        }

    def drawings(self, snapshot: Snapshot) -> dict[str, Any]:
        return {"plan": snapshot, "written": snapshot["written"]}

    def announce(self, document: Document) -> None:
        note_issued(document.snapshot["written"], document.full_number)

    def withdraw(self, document: Document) -> None:
        note_annulled(document.snapshot["written"], document.full_number)

    def request_url(self, target_id: Any) -> str:
        return reverse("reports:group_plan", args=[self.group.name, target_id])


def _by_name(posts: Any) -> Any:
    return posts.select_related("teacher", "institution").order_by("teacher__search_name", "institution__name")


def _person(post: Post) -> dict[str, str]:
    teacher = post.teacher
    return {"name": teacher.full_name, "kind": str(teacher.get_kind_display()), "place": post.institution.name}


INSTITUTION_PLAN = GroupPlan(
    "institution",
    "institution_plan",
    gettext_lazy("plan de la institución"),
    gettext_lazy("planes de instituciones"),
    DocumentTarget.INSTITUTION,
)
MODULE_PLAN = GroupPlan(
    "companion",
    "module_plan",
    gettext_lazy("plan del módulo"),
    gettext_lazy("planes de módulos"),
    DocumentTarget.COMPANION,
)
NETWORK_PLAN = GroupPlan(
    "network",
    "network_plan",
    gettext_lazy("plan de la red"),
    gettext_lazy("planes de redes"),
    DocumentTarget.NETWORK,
)
UGEL_PLAN = GroupPlan(
    "ugel", "ugel_plan", gettext_lazy("plan de la UGEL"), gettext_lazy("planes de la UGEL"), DocumentTarget.UGEL
)
PLANS_OF_GROUPS = {plan.group.name: plan for plan in (INSTITUTION_PLAN, MODULE_PLAN, NETWORK_PLAN, UGEL_PLAN)}
