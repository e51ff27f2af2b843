"""Who accompanies whom: a companion and a post, in a campaign, from a date to a date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accompaniment.access import Allowed, Denied, in_force, is_in_force, reach_of
from accompaniment.access.dates import ends_after_start
from accompaniment.audit.tracked import Tracked, TrackedQuerySet
from accompaniment.campaigns.models import Campaign
from accompaniment.people.models.companions import Companion
from accompaniment.people.models.posts import Post, PostQuerySet

if TYPE_CHECKING:
    from accompaniment.accounts.models import User


class AssignmentQuerySet(TrackedQuerySet["Assignment"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(post__in=Post.objects.visible_to(user))

    def managed_by(self, user: User) -> Self:
        return self.filter(campaign__ugel__in=reach_of(user).specialist_ugels)

    def followed_by(self, user: User) -> Self:
        """Those whose year the user answers for: of the UGELs they keep, the institutions they direct, their own."""
        reach = reach_of(user)
        return self.filter(
            models.Q(campaign__ugel__in=reach.specialist_ugels)
            | models.Q(post__institution__in=reach.directed_institutions)
            | models.Q(companion__in=reach.companion_ids)
        )

    def of_companion(self, user: User) -> Self:
        """The assignments on which the user may work today, by their own rows: the user's reach need not be asked."""
        today = timezone.localdate()
        working, there = in_force(today, "companion__"), in_force(today, "post__")
        return self.filter(working, there, companion__user=user).in_force()

    def in_force(self) -> Self:
        return self.filter(in_force(timezone.localdate()))

    def not_ended(self) -> Self:
        """Those in force and those still to begin."""
        return self.exclude(ends_on__lt=timezone.localdate())


def with_companions(posts: PostQuerySet) -> PostQuerySet:
    """Prefetch `running`, the assignments in force of each post with their companions."""
    running = Assignment.objects.in_force().select_related("companion__user").order_by("pk")
    return posts.prefetch_related(models.Prefetch("assignments", queryset=running, to_attr="running"))


def unaccompanied(posts: PostQuerySet) -> PostQuerySet:
    """Those of `posts` that no companion has today."""
    running = Assignment.objects.in_force().filter(post=models.OuterRef("pk"))
    return posts.filter(~models.Exists(running))


class Assignment(Tracked):
    class Modality(models.TextChoices):
        EXTERNAL = "external", _("externa")
        INTERNAL = "internal", _("interna")

    companion = models.ForeignKey(Companion, models.PROTECT, related_name="assignments", verbose_name=_("acompañante"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="assignments", verbose_name=_("plaza o aula a cargo"))
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="assignments", verbose_name=_("año de acompañamiento")
    )
    modality = models.CharField(_("modalidad"), max_length=8, choices=Modality)
    visits_owed = models.PositiveSmallIntegerField(_("visitas programadas en el año"))
    exception_why = models.CharField(  # the specialist's, where the companion is not one for this person
        _("por qué se permite"), max_length=240, blank=True, default="", db_default=""
    )
    starts_on = models.DateField(_("desde"), default=timezone.localdate)
    ends_on = models.DateField(_("hasta"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    audit_with = ("companion__user", "post__teacher", "post__institution", "campaign__ugel")

    class Meta:
        ordering = ["post__teacher__search_name"]
        constraints = [
            ends_after_start("assignment_ends_after_start"),
            models.UniqueConstraint(
                fields=["companion", "post", "campaign", "starts_on"],
                name="assignment_once",
                violation_error_message=_("Esta persona ya está asignada a esta acompañante desde esa fecha."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.companion} → {self.post}"

    def audit_teacher(self) -> Any:
        return self.post.teacher_id

    def audit_ugel(self) -> int | None:
        return self.campaign.ugel_id

    def which_of(self, number: int) -> str:
        """What the visit with this number is of those that the assignment owes: 3 de 6, externa."""
        told = {"n": number, "owed": self.visits_owed, "modality": self.get_modality_display()}
        if number > self.visits_owed:
            return gettext("%(n)s, %(modality)s, además de las programadas") % told
        return gettext("%(n)s de %(owed)s, %(modality)s") % told

    @property
    def has_begun(self) -> bool:
        """Whether its companion may know by now whom it is about."""
        return self.starts_on <= timezone.localdate()

    @property
    def ended_on(self) -> date | None:
        """Its last day, once that has passed; None until then."""
        return self.ends_on if self.ends_on and self.ends_on < timezone.localdate() else None

    def recordable_by(self, user: User) -> Allowed | Denied:
        """Whether the person may send a visit of this assignment, and if not, why.

        One that has ended still takes the visits of its days: they may have been written where there is no signal.
        """
        if self.companion.user_id != user.pk:
            return Denied(_("Solo la acompañante asignada registra visitas a esta persona."))
        if self.campaign.is_closed:
            return Denied(_("El año ya está cerrado: no admite visitas nuevas."))
        if not self.has_begun:
            return Denied(_("Todavía no acompañas a esta persona: revisa las fechas de tu asignación."))
        return Allowed()

    def accompanied_by(self, user: User) -> Allowed | Denied:
        """Whether the person may begin or plan a visit of this assignment today, and if not, why."""
        verdict = self.recordable_by(user)
        if verdict and not (self.companion.is_today(user) and is_in_force(self, timezone.localdate())):
            return Denied(_("Hoy no acompañas a esta persona: revisa las fechas de tu asignación."))
        return verdict
