"""The rows of a plan: its goals, and line by line what will be done."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rubrics.models import Criterion
from rubrics.scales import short_label
from visits.models import Commitment, GroupSession, Visit


class PlanGoal(models.Model):
    """From which level of a criterion to which, by when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey("reports.FollowUpPlan", models.CASCADE, related_name="goals")
    order = models.PositiveSmallIntegerField(default=0)
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+", verbose_name=_("rúbrica"))
    from_level = models.PositiveSmallIntegerField(_("del nivel"), null=True, blank=True)
    to_level = models.PositiveSmallIntegerField(_("al nivel"))
    people = models.PositiveSmallIntegerField(_("cuántas personas"), null=True, blank=True)  # of a group's plan
    by_on = models.DateField(_("para cuándo"), null=True, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_level=None) | Q(to_level__gte=models.F("from_level")),
                name="goal_does_not_go_down",
                violation_error_message=_("La meta no puede quedar debajo del nivel de hoy."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.to_level}"

    def content(self) -> dict[str, Any]:
        scale = self.criterion.scale
        return {
            "key": str(self.pk),
            "criterion": self.criterion.title,
            "from": short_label(scale, self.from_level) if self.from_level else "",
            "to": short_label(scale, self.to_level),
            "people": self.people,
            "by_on": self.by_on.isoformat() if self.by_on else None,
        }


FOLLOWED_DAYS = ("commitment__due_on", "visit__visited_on", "session__held_on")


class PlanLineQuerySet(models.QuerySet["PlanLine"]):
    def behind(self) -> Self:
        """Those whose last day, annotated as `last_day`, has passed and that are still to be done, by person."""
        on_its_own = Q(commitment=None, visit=None, session=None, own_state__in=PlanLine.PENDING)
        over = [*Visit.DONE, Visit.Status.CANCELLED]
        following = Q(commitment__status__in=Commitment.PENDING) | Q(session__state=GroupSession.State.CONVENED)
        following |= Q(visit__isnull=False) & ~Q(visit__status__in=over)
        rows = self.annotate(last_day=Coalesce(*FOLLOWED_DAYS, "ends_on"))
        behind = rows.filter(on_its_own | following, last_day__lt=timezone.localdate())
        return behind.order_by("plan__post__teacher__search_name", "plan_id", "last_day", "order")


class PlanLine(models.Model):
    """One thing that will be done: the need that it answers, the objective, how, who, when, and how it will be seen."""

    class Strategy(models.TextChoices):
        VISIT = "visit", _("visita en aula")
        CONTACT = "contact", _("contacto de seguimiento")
        GIA = "gia", _("GIA")
        RTC = "rtc", _("RTC")
        WORKSHOP = "workshop", _("taller")
        EXCHANGE = "exchange", _("pasantía o intercambio")
        RESOURCE = "resource", _("recurso para leer o ver por su cuenta")

    class State(models.TextChoices):
        PLANNED = "planned", _("por hacer")
        GOING = "going", _("en marcha")
        DONE = "done", _("hecho")
        DROPPED = "dropped", _("ya no corresponde")

    PENDING = (State.PLANNED, State.GOING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey("reports.FollowUpPlan", models.CASCADE, related_name="lines")
    order = models.PositiveSmallIntegerField(default=0)
    need = models.TextField(_("necesidad"), max_length=1000, blank=True)
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("rúbrica")
    )
    performance = models.CharField(_("desempeño del MBDD"), max_length=240, blank=True)
    objective = models.TextField(_("objetivo"), max_length=1000, blank=True)
    strategy = models.CharField(_("estrategia"), max_length=8, choices=Strategy, default=Strategy.VISIT)
    responsible = models.CharField(_("responsable"), max_length=120, blank=True)
    starts_on = models.DateField(_("desde"), null=True, blank=True)
    ends_on = models.DateField(_("hasta"), null=True, blank=True)
    resources = models.CharField(_("recursos"), max_length=400, blank=True)
    indicator = models.CharField(_("indicador"), max_length=400, blank=True)
    evidence = models.CharField(_("evidencia"), max_length=400, blank=True)
    own_state = models.CharField(_("estado"), max_length=7, choices=State, default=State.PLANNED)
    commitment = models.ForeignKey(Commitment, models.SET_NULL, null=True, blank=True, related_name="+")
    visit = models.ForeignKey(Visit, models.SET_NULL, null=True, blank=True, related_name="+")
    session = models.ForeignKey(GroupSession, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = PlanLineQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="line_ends_after_it_starts",
                violation_error_message=_("Termina antes de empezar: revisa las fechas."),
            ),
            models.CheckConstraint(
                condition=Q(commitment=None, visit=None)
                | Q(commitment=None, session=None)
                | Q(visit=None, session=None),
                name="line_follows_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.objective or self.need

    @property
    def state(self) -> State:
        """How far it is: as what it follows says by itself, or as its author wrote where it follows nothing."""
        if self.commitment:
            return _state_of_commitment(self.commitment)
        if self.visit:
            return _state_of(self.visit.is_closed, self.visit.status == Visit.Status.CANCELLED)
        if self.session:
            states = GroupSession.State
            return _state_of(self.session.state == states.HELD, self.session.state == states.CANCELLED)
        return self.State(self.own_state)

    @property
    def follows(self) -> Commitment | Visit | GroupSession | None:
        return self.commitment or self.visit or self.session

    @property
    def due_on(self) -> date | None:
        """Its last day: that of what it follows, wherever that was moved to, or the one that its author wrote."""
        if self.commitment:
            return self.commitment.due_on
        if self.visit:
            return self.visit.visited_on
        return self.session.held_on if self.session else self.ends_on

    @property
    def is_behind(self) -> bool:
        """Whether its last day has passed and it is still to be done."""
        return self.state in self.PENDING and self.due_on is not None and self.due_on < timezone.localdate()

    def content(self) -> dict[str, Any]:
        texts = ("need", "performance", "objective", "responsible", "resources", "indicator", "evidence")
        return {name: getattr(self, name) for name in texts} | {
            "key": str(self.pk),
            "criterion": self.criterion.short_title if self.criterion else "",
            "strategy": str(self.get_strategy_display()),
            "starts_on": self.starts_on.isoformat() if self.starts_on else None,
            "ends_on": self.due_on.isoformat() if self.due_on else None,
            "state": str(self.state.label),
        }


def _state_of(is_done: bool, is_dropped: bool) -> PlanLine.State:
    states = PlanLine.State
    return states.DONE if is_done else states.DROPPED if is_dropped else states.PLANNED


def _state_of_commitment(commitment: Commitment) -> PlanLine.State:
    statuses = Commitment.Status
    if commitment.status == statuses.PARTLY:
        return PlanLine.State.GOING
    return _state_of(commitment.status == statuses.FULFILLED, commitment.status == statuses.NO_LONGER)
