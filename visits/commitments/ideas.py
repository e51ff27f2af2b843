"""The library of commitments that worked: what a specialist rewords and shares, and takes back."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.audit.services import log_change
from accompaniment.models import TrackedChange, Ugel, User

from .models import CommitmentIdea


@dataclass(frozen=True)
class IdeaData:
    topic: str
    action: str
    teacher_kind: str
    evidence_expected: str = ""
    competency: str = ""


@transaction.atomic
def share_idea(*, ugel: Ugel, data: IdeaData, by: User) -> CommitmentIdea:
    """Put an idea in the UGEL's library. Raises ValidationError when the same one is already offered."""
    same = CommitmentIdea.objects.offered().filter(ugel=ugel, teacher_kind=data.teacher_kind, topic=data.topic)
    if same.filter(action=data.action).exists():
        raise ValidationError({"action": _("Esta idea ya está en la biblioteca.")})
    idea = CommitmentIdea.objects.create(ugel=ugel, published_by=by, **vars(data))
    log_change(
        idea, {"action": [None, idea.action]}, action=TrackedChange.Action.CREATED, teacher_id=None, ugel_id=ugel.pk
    )
    return idea


@transaction.atomic
def withdraw_idea(*, idea: CommitmentIdea) -> None:
    """Offer the idea no longer; commitments that took it up keep their words. Twice is once."""
    now = timezone.now()
    if CommitmentIdea.objects.offered().filter(pk=idea.pk).update(withdrawn_at=now):
        log_change(idea, {"withdrawn_at": [None, now.isoformat()]}, teacher_id=None, ugel_id=idea.ugel_id)
