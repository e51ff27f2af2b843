"""Two observers of one visit: who was invited, what that second one saw apart, and what both said of it afterwards."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accompaniment.access import Allowed, Denied, reach_of
from rubrics.models import Criterion
from rubrics.scales import short_label
from visits.record.models.visits import Visit

if TYPE_CHECKING:
    from accompaniment.models import User

STANDING = Q(declined_at__isnull=True, withdrawn_at__isnull=True)


class PairedObservationQuerySet(models.QuerySet["PairedObservation"]):
    def visible_to(self, user: User) -> Self:
        """Those of the visit's companion, and those that still invite the user."""
        return self.filter(Q(visit__companion__in=reach_of(user).author_ids) | STANDING & self._addressed_to(user))

    def addressed_to(self, user: User) -> Self:
        """Those that invited the user, whatever became of the invitation."""
        return self.filter(self._addressed_to(user))

    @staticmethod
    def _addressed_to(user: User) -> Q:
        """Invitations where the user works today, and those on which they have written, for ever."""
        reach = reach_of(user)
        works_there = Q(visit__ugel__in=reach.companion_ugels | reach.specialist_ugels)
        return Q(observer=user) & (works_there | Q(revision__gt=0))

    def standing(self) -> Self:
        """Invitations that were neither declined nor withdrawn."""
        return self.filter(STANDING)

    def waiting_for(self, user: User) -> Self:
        """Observations that the person was asked for and has not closed yet; `has_two_versions` says of which one
        another version waits to be decided on.
        """
        versions = PairedSubmission.objects.waiting().filter(observation=OuterRef("pk"))
        waiting = self.unseeing(user).filter(self._addressed_to(user)).annotate(has_two_versions=Exists(versions))
        return waiting.exclude(visit__status=Visit.Status.CANCELLED)

    def unseeing(self, user: User) -> Self:
        """Those that the user has not closed yet, wherever they work today."""
        return self.standing().filter(observer=user, closed_at__isnull=True)


class PairedObservation(models.Model):
    """A second observer scores the same visit apart. Neither sees the other's levels until both have closed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="paired_observations")
    observer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("segunda observadora")
    )
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveIntegerField(default=0, editable=False)
    closed_at = models.DateTimeField(_("cerrada el"), null=True, editable=False)
    completed_at = models.DateTimeField(null=True, editable=False)  # when the second of the two closed
    declined_at = models.DateTimeField(null=True, editable=False)
    decline_reason = models.CharField(_("por qué no podrá"), max_length=400, blank=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = PairedObservationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit"],
                condition=STANDING,
                name="one_second_observer",
                violation_error_message=_("Esta visita ya tiene una segunda observadora."),
            ),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True) | Q(closed_at__isnull=False), name="pair_closed_before_complete"
            ),
        ]
        indexes = [
            models.Index(fields=["observer"], condition=STANDING & Q(closed_at__isnull=True), name="pair_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.visit}: {self.observer}"

    def get_absolute_url(self) -> str:
        return reverse("visits:pair", args=[self.pk])

    @property
    def is_standing(self) -> bool:
        return self.declined_at is None and self.withdrawn_at is None

    @property
    def is_complete(self) -> bool:
        return self.is_standing and self.completed_at is not None

    def hides_from(self, user: Any) -> bool:
        """Whether the person must not see the visit's levels yet; `Visit.with_levels_shown_to` is the same in SQL."""
        return self.observer_id == user.pk and self.is_standing and self.closed_at is None

    def writable_by(self, user: Any) -> Allowed | Denied:
        """Whether the user may write this observation, and if not, why."""
        if self.observer_id != user.pk:
            return Denied(_("Esta observación la escribe solo la segunda observadora."))
        if self.closed_at:
            return Denied(_("Ya cerraste tu observación y no se modifica."))
        if self.visit.status == Visit.Status.CANCELLED:
            return Denied(_("La visita se canceló: ya no hace falta tu observación."))
        return Allowed()

    def comparable_by(self, user: Any) -> Allowed | Denied:
        """Whether the person may see both observers' levels side by side: the two of them, once both have closed."""
        is_companion = reach_of(user).wrote_as(self.visit.companion_id)
        if not (is_companion or self.observer_id == user.pk):
            return Denied(_("La comparación la ven solo las dos observadoras."))
        if not self.is_complete:
            return Denied(_("Podrán comparar sus niveles cuando las dos hayan cerrado."))
        return Allowed()


class PairedScore(models.Model):
    """What the second observer saw in one criterion.

    `companion_value` is what the visit said when both had closed: a later correction does not change how far the two
    agreed before they talked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    observation = models.ForeignKey(PairedObservation, models.CASCADE, related_name="scores", db_index=False)
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+", db_index=False)
    value = models.PositiveSmallIntegerField(_("nivel"), null=True, blank=True)
    evidence = models.TextField(_("evidencia"), max_length=20000, blank=True)
    not_observed = models.BooleanField(_("no se observó"), default=False)
    not_observed_reason = models.CharField(_("por qué no se observó"), max_length=400, blank=True)
    in_doubt = models.BooleanField(_("dudé: para calibrar"), default=False)
    companion_value = models.PositiveSmallIntegerField(null=True, editable=False)

    class Meta:
        ordering = ["observation", "criterion__order"]
        constraints = [
            models.UniqueConstraint(fields=["observation", "criterion"], name="paired_score_once_a_criterion"),
            models.CheckConstraint(condition=Q(value__range=(1, 4)), name="paired_score_on_a_scale"),
            models.CheckConstraint(
                condition=Q(not_observed=False) | Q(value__isnull=True), name="paired_score_not_observed_has_no_level"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.short_title}: {self.short}"

    @property
    def short(self) -> str:
        return short_label(self.criterion.scale, self.value) if self.value else ""


class PairedSubmissionQuerySet(models.QuerySet["PairedSubmission"]):
    def waiting(self) -> Self:
        """Those that another one came before and that the observer has not decided on yet, the first one first."""
        return self.filter(outcome=PairedSubmission.Outcome.CONFLICT).order_by("received_at")


class PairedSubmission(models.Model):
    """One submission of the second observer's form, as it arrived: the same one twice changes nothing."""

    class Outcome(models.TextChoices):
        SAVED = "saved", _("recibida")
        CONFLICT = "conflict", _("en conflicto: otra edición llegó antes")
        SETTLED = "settled", _("resuelta por su autora")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    observation = models.ForeignKey(PairedObservation, models.CASCADE, related_name="submissions")
    base_revision = models.PositiveIntegerField()
    payload = models.JSONField(default=dict)
    outcome = models.CharField(max_length=8, choices=Outcome)
    received_at = models.DateTimeField(auto_now_add=True)

    objects = PairedSubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["received_at"]

    def __str__(self) -> str:
        return f"{self.observation_id}: {self.get_outcome_display()}"


class PairedRemark(models.Model):
    """What the two agreed after they compared; its id is born with the page."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    observation = models.ForeignKey(PairedObservation, models.CASCADE, related_name="remarks")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("qué acordamos"), max_length=4000)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["written_at"]

    def __str__(self) -> str:
        return self.text[:60]
