"""What a document says of a plan that was written, and what issuing and annulling one leaves with the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import translation

from reports.plans.models import FollowUpPlan

from .progress import progress_of
from .since_issue import changes

if TYPE_CHECKING:
    from accompaniment.models import Campaign, Teacher, User


def written_plan(teacher: Teacher, campaign: Campaign, by: User) -> FollowUpPlan | None:
    """The plan of this year that was written last of those that `by` may see, or None."""
    return FollowUpPlan.objects.visible_to(by).whole().filter(post__teacher=teacher, campaign=campaign).first()


def written_data(plan: FollowUpPlan, by: User) -> dict[str, Any]:
    """The plan in words, and what changed since it was issued last."""
    with translation.override("es"):
        said = plan.content() | {"progress": progress_of(plan, by)}
    former = plan.revisions.filter(number=plan.issued_revision or 0).first()
    return said | {
        "id": str(plan.pk),
        "revision": plan.revision,
        "comment": plan.comment,
        "former": plan.issued_number if former else "",
        "changes": changes(former.content, said) if former else [],
    }


def note_issued(written: dict[str, Any], number: str) -> None:
    """Let the plan know in which document it was issued, and as which revision."""
    FollowUpPlan.objects.filter(pk=written["id"]).update(issued_revision=written["revision"], issued_number=number)


def note_annulled(written: dict[str, Any], number: str) -> None:
    """Unless it was issued again since, nothing issued stands of it any more."""
    FollowUpPlan.objects.filter(pk=written["id"], issued_number=number).update(issued_revision=None, issued_number="")
