"""Every write to a follow-up plan but its draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accompaniment.access import Denied
from accompaniment.lib.locks import lock
from accompaniment.models import User
from reports.plans.models import FollowUpPlan, PlanGoal, PlanLine, PlanRevision


@dataclass(frozen=True)
class Written:
    """What a plan is to say: its texts, and by their keys its goals and lines, in their order."""

    texts: Mapping[str, Any]
    goals: Sequence[tuple[UUID, Mapping[str, Any]]]
    lines: Sequence[tuple[UUID, Mapping[str, Any]]]


@transaction.atomic
def write_plan(*, plan: FollowUpPlan, written: Written, by: User) -> FollowUpPlan:
    """Let the plan say this, and keep it as a revision; the one of before stays readable. Nothing new is no revision.

    Raises ValidationError when the plan is closed.
    """
    now = _open(plan)
    before = _in_spanish(now)
    for name, text in written.texts.items():
        setattr(now, name, text)
    _replace(PlanGoal, now, written.goals)
    _replace(PlanLine, now, written.lines)
    now.save()
    if _in_spanish(FollowUpPlan.objects.whole().get(pk=plan.pk)) != before:
        keep_revision(now, by=by)
    return now


@transaction.atomic
def comment_on_plan(*, plan: FollowUpPlan, comment: str) -> FollowUpPlan:
    """Write what the person whose plan it is says of it."""
    now = _open(plan)
    now.comment, now.commented_at = comment, timezone.now()
    now.save(update_fields=["comment", "commented_at"])
    return now


@transaction.atomic
def close_plan(*, plan: FollowUpPlan, balance: str, by: User) -> FollowUpPlan:
    """End the plan with its balance: from then on it is only read, and issued once more for the archive."""
    now = _open(plan)
    now.balance, now.closed_on = balance, timezone.localdate()
    now.save(update_fields=["balance", "closed_on"])
    keep_revision(now, by=by)
    return now


@transaction.atomic
def reopen_plan(*, plan: FollowUpPlan) -> FollowUpPlan:
    """Let a closed plan be written again. Raises ValidationError once its year is closed."""
    lock(plan)
    if plan.campaign.is_closed:
        raise ValidationError(_("El año ya está cerrado: sus planes solo se leen."))
    plan.closed_on = None
    plan.save(update_fields=["closed_on"])
    return plan


def keep_revision(plan: FollowUpPlan, *, by: User) -> None:
    """Keep what is stored now as the next revision."""
    plan.revision += 1
    plan.save(update_fields=["revision"])
    content = _in_spanish(FollowUpPlan.objects.whole().get(pk=plan.pk))
    PlanRevision.objects.create(plan=plan, number=plan.revision, content=content, by=by)


def _in_spanish(plan: FollowUpPlan) -> dict[str, Any]:
    """What it says, in the language of documents."""
    with translation.override("es"):
        return plan.content()


def _open(plan: FollowUpPlan) -> FollowUpPlan:
    lock(plan)
    now = FollowUpPlan.objects.whole().get(pk=plan.pk)
    verdict = now.writable()
    if isinstance(verdict, Denied):
        raise ValidationError(str(verdict.reason))
    return now


def _replace(model: Any, plan: FollowUpPlan, rows: Sequence[tuple[UUID, Mapping[str, Any]]]) -> None:
    """Let these be the plan's rows of one kind: those that are not among them go."""
    there = {row.pk: row for row in model.objects.filter(plan=plan)}
    model.objects.filter(plan=plan).exclude(pk__in=[key for key, _values in rows]).delete()
    for order, (key, values) in enumerate(rows):
        row = there.get(key) or model(pk=key, plan=plan)
        for name, value in values.items():
            setattr(row, name, value)
        row.order = order
        row.save(force_insert=key not in there)
