"""The follow-up plan as it is written: what a diagnostic showed, and what will be done about it. Of a person, or of a
group: an institution, a coordinator's module, a network, a UGEL.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accompaniment.access import Allowed, Denied, reach_of
from accompaniment.models import Campaign, Companion, Institution, Network, Post, Teacher, Ugel
from rubrics.models import InstrumentVersion
from visits.models import PairedObservation, Visit

from .lines import PlanGoal, PlanLine

if TYPE_CHECKING:
    from accompaniment.models import User

ABOUT = ("post", "institution", "companion", "network", "ugel")
GROUPS = ABOUT[1:]
TEXTS = ("diagnosis", "strengths", "agreements", "balance", "objective", "team", "resolution")


def _about_one_thing() -> Q:
    """Exactly one of the columns is filled."""
    either = Q()
    for name in ABOUT:
        either |= Q(**{f"{other}__isnull": other != name for other in ABOUT})
    return either


class FollowUpPlanQuerySet(models.QuerySet["FollowUpPlan"]):
    def visible_to(self, user: User) -> Self:
        """Those of whom the user accompanies, answers for or is, and of the groups that they answer for."""
        return self.filter(Q(post__in=Post.objects.visible_to(user)) | _of_groups(user))

    def written_by(self, user: User) -> Self:
        """Those that the user may write today: of whom they accompany, and of whom works where they answer for it."""
        return self.filter(Q(post__in=Post.objects.planned_by(user)) | _of_groups(user))

    def open(self) -> Self:
        return self.filter(closed_on=None)

    def whole(self) -> Self:
        """With all that a page or a document says of them."""
        goals = PlanGoal.objects.select_related("criterion")
        lines = PlanLine.objects.select_related("criterion", "commitment", "visit", "session")
        about = ("post__teacher", "post__institution__ugel", "institution", "companion__user", "network", "ugel")
        return self.select_related(*about, "campaign__ugel__region", "diagnostic", "version").prefetch_related(
            models.Prefetch("goals", goals), models.Prefetch("lines", lines)
        )

    def as_met_by(self, user: User) -> Self:
        """Annotate `is_writer` and `is_issuer`, whether the user writes and issues them today, and `is_apart`, whether
        they still have to judge a visit to the person apart, whose levels a plan says.
        """
        written = FollowUpPlan.objects.written_by(user).filter(pk=OuterRef("pk"))
        issued = Post.objects.planned_and_issued_by(user).filter(pk=OuterRef("post"))
        apart = PairedObservation.objects.unseeing(user).filter(
            Q(visit__teacher=OuterRef("post__teacher"))
            | Q(visit__institution=OuterRef("institution"))
            | Q(visit__companion=OuterRef("companion"))
            | Q(visit__institution__network=OuterRef("network"))
            | Q(visit__ugel=OuterRef("ugel"))
        )
        is_writer, is_issuer = Exists(written), Exists(issued)
        return self.annotate(is_writer=is_writer, is_issuer=is_issuer, is_apart=Exists(apart))


def _of_groups(user: User) -> Q:
    """A director's institutions, a coordinator's own module, and all of a specialist's UGEL."""
    reach = reach_of(user)
    kept = ("institution__ugel", "companion__ugel", "network__ugel", "ugel")
    found = Q(institution__in=reach.directed_institutions) | Q(companion__in=reach.companion_ids)
    for way in kept:
        found |= Q(**{f"{way}__in": reach.specialist_ugels})
    return found


class FollowUpPlan(models.Model):
    """The plan of a person at a post, or of a group, in a year. Each saving adds a revision; earlier ones stay."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="plans")
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="plans", db_index=False)
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, blank=True, related_name="plans")
    companion = models.ForeignKey(Companion, models.PROTECT, null=True, blank=True, related_name="plans")  # a module
    network = models.ForeignKey(Network, models.PROTECT, null=True, blank=True, related_name="plans")
    ugel = models.ForeignKey(Ugel, models.PROTECT, null=True, blank=True, related_name="plans")
    objective = models.TextField(_("objetivo general"), max_length=2000, blank=True, default="", db_default="")
    team = models.TextField(_("equipo responsable"), max_length=2000, blank=True, default="", db_default="")
    resolution = models.CharField(_("resolución que lo aprueba"), max_length=80, blank=True, default="", db_default="")
    resolved_on = models.DateField(_("fecha de la resolución"), null=True, blank=True)
    diagnostic = models.ForeignKey(Visit, models.SET_NULL, null=True, blank=True, related_name="+")  # None: without one
    version = models.ForeignKey(InstrumentVersion, models.PROTECT, null=True, blank=True, related_name="+")
    diagnosis = models.TextField(_("lo que mostró el diagnóstico"), max_length=4000, blank=True)
    strengths = models.TextField(_("fortalezas"), max_length=4000, blank=True)
    agreements = models.TextField(_("acuerdos de trabajo"), max_length=4000, blank=True)
    comment = models.TextField(_("lo que dice ella"), max_length=4000, blank=True)
    commented_at = models.DateTimeField(null=True, editable=False)
    balance = models.TextField(_("balance al cierre"), max_length=4000, blank=True)
    closed_on = models.DateField(_("cerrado el"), null=True, editable=False)
    revision = models.PositiveIntegerField(default=0)
    issued_revision = models.PositiveIntegerField(null=True, editable=False)  # None: not issued yet
    issued_number = models.CharField(max_length=16, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FollowUpPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            *(
                models.UniqueConstraint(fields=[name, "campaign"], name=f"one_plan_of_a_{name}_a_year")
                for name in ABOUT
            ),
            models.CheckConstraint(condition=_about_one_thing(), name="plan_about_one_thing"),
        ]

    def __str__(self) -> str:
        return str(self.post.teacher if self.post else self.about)

    def get_absolute_url(self) -> str:
        return reverse("reports:plan", args=[self.pk])

    @property
    def teacher(self) -> Teacher | None:
        """Whose it is; None of a group's."""
        return self.post.teacher if self.post else None

    @property
    def about(self) -> Any:
        """What it is about: a post, or the row of the group."""
        return next(row for name in ABOUT if (row := getattr(self, name)))

    @property
    def group(self) -> str:
        """The kind of group that it is about; empty for a person's."""
        return next((name for name in GROUPS if getattr(self, f"{name}_id")), "")

    def writable(self) -> Allowed | Denied:
        """Whether it may still be written, and if not, why."""
        if self.campaign.is_closed:
            return Denied(_("El año ya está cerrado: sus planes solo se leen."))
        return Denied(_("El plan ya está cerrado: solo se lee.")) if self.closed_on else Allowed()

    @property
    def state(self) -> str:
        """How far it is, in words."""
        if self.closed_on:
            return str(_("cerrado"))
        if self.issued_revision is None:
            return str(_("borrador"))
        return str(_("emitido")) if self.issued_revision == self.revision else str(_("cambiado desde que se emitió"))

    def content(self) -> dict[str, Any]:
        """All that it says, in words: what a revision and a document keep."""
        texts = {name: getattr(self, name) for name in TEXTS}
        return texts | {
            "resolved_on": self.resolved_on.isoformat() if self.resolved_on else None,
            "has_diagnostic": self.diagnostic_id is not None,
            "goals": [goal.content() for goal in self.goals.all()],
            "lines": [line.content() for line in self.lines.all()],
        }


class PlanRevision(models.Model):
    """What a plan said when it was saved; it never changes."""

    plan = models.ForeignKey(FollowUpPlan, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_revision_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.number}"
