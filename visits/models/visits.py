"""The visit: header, state and the moves from one state to the next."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accompaniment.access import Allowed, Denied, reach_of
from accompaniment.models import Assignment, Campaign, Companion, Institution, Phase, Post, Teacher, Ugel
from rubrics.models import InstrumentVersion

if TYPE_CHECKING:
    from accompaniment.models import User


class Moment(models.TextChoices):
    """Moments of the day that a visit may observe."""

    ARRIVAL = "arrival", _("recibimiento")
    ASSEMBLY = "assembly", _("asamblea")
    FREE_PLAY = "free_play", _("juego libre en los sectores")
    LEARNING = "learning", _("actividad de aprendizaje")
    WORKSHOP = "workshop", _("taller")
    HYGIENE = "hygiene", _("higiene")
    SNACK = "snack", _("refrigerio o lonchera")
    OUTDOOR = "outdoor", _("juego al aire libre")
    REST = "rest", _("descanso")
    FAREWELL = "farewell", _("salida")


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: User) -> Self:
        """Visits the person may read. A draft is its companion's alone; others see it once it is closed."""
        reach = reach_of(user)
        written = Q(status__in=[Visit.Status.PLANNED, Visit.Status.CLOSED, Visit.Status.CANCELLED])
        return self.filter(
            Q(companion__in=reach.companion_ids, assignment__post__in=reach.accompanied_posts)
            | written
            & (
                Q(teacher__in=reach.accompanied_teachers)
                | Q(teacher=reach.own_teacher)
                | Q(ugel__in=reach.specialist_ugels)
                | Q(institution__in=reach.directed_institutions)
            )
        )

    def in_campaign(self, campaign: Campaign) -> Self:
        return self.filter(campaign=campaign)

    def planned(self) -> Self:
        return self.filter(status=Visit.Status.PLANNED)

    def drafts(self) -> Self:
        return self.filter(status=Visit.Status.IN_PROGRESS)

    def closed(self) -> Self:
        return self.filter(status=Visit.Status.CLOSED)

    def for_list(self) -> Self:
        """What a list row shows, in one query, newest first."""
        return self.select_related("teacher", "institution", "companion__user", "version__instrument").order_by(
            "-visited_on", "-id"
        )


class Visit(models.Model):
    """One visit to a classroom. `visited_on` is the planned day while planned, and the day it happened afterwards.

    Teacher, institution, UGEL and campaign repeat the assignment's: lists and dashboards read visits alone.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("programada")
        IN_PROGRESS = "in_progress", _("en registro")
        CLOSED = "closed", _("cerrada")
        CANCELLED = "cancelled", _("cancelada")

    MOVES: dict[str, set[str]] = {
        Status.PLANNED: {Status.IN_PROGRESS, Status.CANCELLED},
        Status.IN_PROGRESS: {Status.CLOSED, Status.CANCELLED},
        Status.CLOSED: set(),
        Status.CANCELLED: set(),
    }

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("presencial")
        SYNCHRONOUS = "synchronous", _("virtual sincrónica")
        ASYNCHRONOUS = "asynchronous", _("virtual asincrónica")
        TELEPHONE = "telephone", _("telefónica")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="visits", verbose_name=_("asignación"))
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="visits", verbose_name=_("campaña"))
    companion = models.ForeignKey(Companion, models.PROTECT, related_name="visits", verbose_name=_("acompañante"))
    teacher = models.ForeignKey(
        Teacher, models.PROTECT, related_name="visits", verbose_name=_("docente o promotora"), db_index=False
    )
    post = models.ForeignKey(Post, models.PROTECT, related_name="visits", verbose_name=_("plaza"), db_index=False)
    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="visits", verbose_name=_("institución o programa"), db_index=False
    )
    ugel = models.ForeignKey(Ugel, models.PROTECT, related_name="visits", verbose_name=_("UGEL"), db_index=False)
    version = models.ForeignKey(
        InstrumentVersion, models.PROTECT, related_name="visits", verbose_name=_("instrumento"), db_index=False
    )
    phase = models.CharField(_("fase"), max_length=10, choices=Phase)
    number = models.PositiveSmallIntegerField(_("número de visita"))
    mode = models.CharField(_("modo"), max_length=12, choices=Mode, default=Mode.IN_PERSON)
    medium = models.CharField(_("medio"), max_length=60, blank=True, help_text=_("Videollamada, WhatsApp, llamada…"))
    visited_on = models.DateField(_("fecha de la visita"))
    planned_on = models.DateField(_("fecha programada"), null=True, blank=True)
    starts_at = models.TimeField(_("hora de inicio"), null=True, blank=True)
    ends_at = models.TimeField(_("hora de término"), null=True, blank=True)
    moments = models.JSONField(_("momentos observados"), default=list, blank=True)
    enrolled_boys = models.PositiveSmallIntegerField(_("niños matriculados"), null=True, blank=True)
    enrolled_girls = models.PositiveSmallIntegerField(_("niñas matriculadas"), null=True, blank=True)
    present_boys = models.PositiveSmallIntegerField(_("niños presentes"), null=True, blank=True)
    present_girls = models.PositiveSmallIntegerField(_("niñas presentes"), null=True, blank=True)
    with_disability = models.PositiveSmallIntegerField(_("con discapacidad"), null=True, blank=True)
    purpose = models.TextField(_("propósito"), blank=True, max_length=2000)
    private_notes = models.TextField(_("notas privadas"), blank=True, max_length=20000)
    status = models.CharField(_("estado"), max_length=11, choices=Status, default=Status.IN_PROGRESS)
    revision = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    closed_at = models.DateTimeField(_("cerrada el"), null=True, blank=True, editable=False)
    cancel_reason = models.CharField(_("motivo de la cancelación"), max_length=400, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["-visited_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "number"], name="visit_number_once"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="visit_ends_after_start",
                violation_error_message=_("La hora de término debe ser posterior a la de inicio."),
            ),
        ]
        # Dashboards answer from these alone: their trailing columns spare a read of the visit's row and its texts.
        indexes = [
            models.Index(fields=["-visited_on", "-id"], name="visit_list"),
            models.Index(fields=["ugel", "campaign", "status", "visited_on", "id", "teacher"], name="visit_of_ugel"),
            models.Index(fields=["institution", "campaign", "status", "visited_on", "id"], name="visit_of_place"),
            models.Index(fields=["teacher", "-visited_on", "-id"], name="visit_of_teacher"),
        ]

    def __str__(self) -> str:
        return f"{self.get_phase_display()} {self.number} · {self.teacher}"

    def get_absolute_url(self) -> str:
        return reverse("visits:detail", args=[self.pk])

    @property
    def is_closed(self) -> bool:
        return self.status == self.Status.CLOSED

    @property
    def moment_labels(self) -> list[str]:
        return [str(Moment(code).label) for code in self.moments]

    def require_move(self, *, to: str) -> None:
        """Raise ValidationError unless this visit may move to the state `to`."""
        if to not in self.MOVES[self.status]:
            raise ValidationError(
                _("Una visita %(now)s no puede pasar a %(then)s.")
                % {"now": self.get_status_display(), "then": self.Status(to).label},
                code="move",
            )

    def editable_by(self, user: Any) -> Allowed | Denied:
        """Whether the person may write in this visit, and if not, why."""
        reach = reach_of(user)
        if self.companion_id not in reach.companion_ids:
            return Denied(_("Solo la acompañante que hace la visita puede escribir en ella."))
        if self.campaign.is_closed:
            return Denied(_("La campaña ya está cerrada: sus visitas solo se leen."))
        if self.status in {self.Status.CLOSED, self.Status.CANCELLED}:
            return Denied(_("La visita ya está cerrada y no se modifica."))
        return Allowed()
