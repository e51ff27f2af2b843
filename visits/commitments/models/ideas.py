"""Commitments that worked, reworded for others to take up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accompaniment.access import reach_of
from accompaniment.models import Assignment, Teacher, Ugel

if TYPE_CHECKING:
    from accompaniment.models import User


class CommitmentIdeaQuerySet(models.QuerySet["CommitmentIdea"]):
    def visible_to(self, user: User) -> Self:
        """Ideas of the UGELs in which the person works."""
        reach = reach_of(user)
        return self.filter(ugel__in=reach.specialist_ugels | reach.companion_ugels)

    def managed_by(self, user: User) -> Self:
        return self.filter(ugel__in=reach_of(user).specialist_ugels)

    def fitting(self, assignment: Assignment) -> Self:
        """Ideas of the UGEL for a person of this kind."""
        return self.filter(ugel=assignment.campaign.ugel_id, teacher_kind=assignment.post.teacher.kind)

    def offered(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)


class CommitmentIdea(models.Model):
    """A commitment that worked, reworded by a specialist so that it identifies nobody, for others to take up."""

    ugel = models.ForeignKey(Ugel, models.CASCADE, related_name="commitment_ideas")
    teacher_kind = models.CharField(_("para"), max_length=10, choices=Teacher.Kind)
    competency = models.CharField(_("competencia del MBDD"), max_length=3, blank=True, help_text="C1 … C9")
    topic = models.CharField(_("a qué ayuda"), max_length=60)  # a criterion's short title, whatever the version
    action = models.CharField(_("a qué se comprometen"), max_length=400)
    evidence_expected = models.CharField(_("cómo se verá"), max_length=400, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = CommitmentIdeaQuerySet.as_manager()

    class Meta:
        ordering = ["topic", "action"]

    def __str__(self) -> str:
        return self.action[:80]
