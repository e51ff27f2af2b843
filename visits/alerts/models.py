"""The alert (marca): a serious conduct that somebody saw, told at once to those who must act, and what they did."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.access import reach_of
from accompaniment.audit.tracked import Tracked, TrackedQuerySet
from accompaniment.models import Assignment, Campaign, Institution, Post, Teacher, Ugel
from rubrics.models import Criterion
from visits.record.models.visits import Visit

if TYPE_CHECKING:
    from accompaniment.models import User


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, user: User) -> Self:
        """Those that the user raised, and those that the user must answer for; never to whoever it concerns.

        The UGEL answers for all of its own, the director for those of the institution and the coordinator for those of
        her programmes, unless it is about herself, or may be: somebody of the staff of a place where the user works too
        is left to the others. Nothing else hides an alert: no draft, no pair, no closed campaign.
        """
        reach = reach_of(user)
        managed = Q(institution__in=reach.directed_institutions | reach.coordinated_institutions)
        of_ugel = Q(ugel__in=reach.specialist_ugels | reach.safeguarded_ugels)
        seen = self.filter(Q(raised_by=user) | of_ugel | managed)
        about_herself = managed & Q(concerns=Alert.Concerns.HEAD) | Q(teacher__in=reach.own_records)
        if reach.is_accompanied:
            about_herself |= _colleague_of(reach.own_teacher)
        return seen.exclude(about_herself & ~Q(raised_by=user))

    def answered_by(self, user: User) -> Self:
        """Those of which the user must say what was done: what is visible, but for what the user only raised."""
        reach = reach_of(user)
        return self.visible_to(user).filter(
            Q(ugel__in=reach.specialist_ugels | reach.safeguarded_ugels)
            | Q(institution__in=reach.directed_institutions | reach.coordinated_institutions)
        )

    def open(self) -> Self:
        """Those with a step of which nobody has said what became of it."""
        return self.filter(Exists(AlertStep.objects.unanswered().filter(alert=OuterRef("pk"))))

    def done(self) -> Self:
        return self.exclude(Exists(AlertStep.objects.unanswered().filter(alert=OuterRef("pk"))))

    def with_next_due(self) -> Self:
        """Annotate `next_due`, until when the next step is due; None once every one is answered."""
        return self.annotate(next_due=Min("steps__due_at", filter=UNANSWERED_OF_ALERT))


def _colleague_of(teacher: Any) -> Q:
    """Alerts about somebody of the staff of a place where this person has a post: it may be about them."""
    there = Post.objects.not_ended().filter(teacher=teacher, institution=OuterRef("institution"))
    return Q(Exists(there), concerns=Alert.Concerns.STAFF)


class Alert(models.Model):
    """A serious conduct, as it was seen. It is told once it is here; what was written is corrected, never taken back.

    It stands beside the visit: what becomes of that, of its levels or of its companion changes nothing here.
    Teacher, institution, UGEL and campaign repeat the assignment's, as those of a visit do.
    """

    class Kind(models.TextChoices):
        PHYSICAL = "physical", _("castigo físico o humillante")
        SEXUAL = "sexual", _("violencia sexual")
        FAMILY = "family", _("violencia en la familia o la comunidad")
        NEGLECT = "neglect", _("descuido o riesgo para su vida o su salud")
        OTHER = "other", _("otra conducta grave")

    class Concerns(models.TextChoices):
        """Who did it, as far as the observer knows: whoever it is about is never told."""

        TEACHER = "teacher", _("la docente o promotora visitada")
        HEAD = "head", _("la directora, la coordinadora u otra persona con cargo de dirección")
        STAFF = "staff", _("otra persona de la institución o programa, sin cargo de dirección")
        FAMILY = "family", _("alguien de la familia o la comunidad")
        UNKNOWN = "unknown", _("no lo sé")

    class Danger(models.TextChoices):
        YES = "yes", _("Sí, ahora mismo")
        NO = "no", _("No en este momento")
        UNKNOWN = "unknown", _("No lo sé")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(Visit, models.CASCADE, null=True, related_name="alerts", verbose_name=_("visita"))
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="alerts")
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="alerts", verbose_name=_("año de acompañamiento")
    )
    teacher = models.ForeignKey(Teacher, models.PROTECT, related_name="alerts", verbose_name=_("docente o promotora"))
    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="alerts", verbose_name=_("institución o programa")
    )
    ugel = models.ForeignKey(Ugel, models.PROTECT, related_name="alerts", verbose_name=_("UGEL"))
    criterion = models.ForeignKey(Criterion, models.PROTECT, null=True, related_name="+", verbose_name=_("rúbrica"))
    kind = models.CharField(_("qué tipo de conducta fue"), max_length=8, choices=Kind)
    concerns = models.CharField(_("quién lo hizo"), max_length=8, choices=Concerns)
    description = models.TextField(_("qué viste y escuchaste"), max_length=4000)
    happened_on = models.DateField(_("qué día"))
    happened_at = models.TimeField(_("a qué hora"), null=True, blank=True)
    child = models.CharField(_("a quién le pasó"), max_length=80, blank=True)  # initials or age, never a name
    danger = models.CharField(_("¿alguien está en peligro ahora?"), max_length=8, choices=Danger)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("avisó"))
    raised_at = models.DateTimeField(_("avisada el"), default=timezone.now)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(description=""), name="alert_is_described")]

    def __str__(self) -> str:
        """Says nothing of what happened, and to whom: logs and titles of pages show it."""
        return str(_("Marca"))

    def get_absolute_url(self) -> str:
        return reverse("visits:alert", args=[self.pk])

    @property
    def is_late(self) -> bool:
        """Whether its next step should have been done by now, of an alert read `with_next_due`."""
        due = getattr(self, "next_due", None)
        return due is not None and due < timezone.now()


class AlertStepQuerySet(models.QuerySet["AlertStep"]):
    def unanswered(self) -> Self:
        return self.filter(UNANSWERED)


class AlertStep(models.Model):
    """One thing that must be done about an alert, until when, and what became of it: done on a day, or not needed.

    Text, limit and source are the protocol's as it stood when the alert was raised.
    """

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    source = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField(_("hasta"))
    done_on = models.DateField(_("se hizo el"), null=True, blank=True)
    number = models.CharField(
        _("número o código"),
        max_length=60,
        blank=True,
        help_text=_("El del acta, el oficio, el libro o SíseVe, si lo tiene."),
    )
    unneeded_because = models.CharField(_("no corresponde porque"), max_length=300, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = AlertStepQuerySet.as_manager()

    class Meta:
        ordering = ["alert", "due_at", "order"]
        constraints = [
            models.UniqueConstraint(fields=["alert", "order"], name="alert_step_once"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(unneeded_because=""), name="alert_step_has_one_answer"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_answered(self) -> bool:
        return self.done_on is not None or bool(self.unneeded_because)

    @property
    def is_late(self) -> bool:
        return not self.is_answered and self.due_at < timezone.now()


UNANSWERED = Q(done_on__isnull=True, unneeded_because="")
UNANSWERED_OF_ALERT = Q(steps__done_on__isnull=True, steps__unneeded_because="")


class AlertNote(models.Model):
    """What somebody who answers for an alert, or who raised it, adds: what was done, or what was written wrong."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alert = models.ForeignKey(Alert, models.CASCADE, related_name="notes")
    text = models.TextField(_("qué hiciste o quieres aclarar"), max_length=4000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.by} · {self.at:%Y-%m-%d %H:%M}"


class AlertNotice(models.Model):
    """Somebody who was told of an alert when it was raised; `sent_at` is None until an e-mail says so.

    Whoever has no e-mail finds it first thing on the own page.
    """

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="notices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    told_as = models.CharField(max_length=60)  # the role, in words, that made it this person's
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["alert", "pk"]
        constraints = [models.UniqueConstraint(fields=["alert", "user"], name="alert_told_once")]
        indexes = [models.Index(fields=["alert"], condition=Q(sent_at=None), name="alert_notice_unsent")]

    def __str__(self) -> str:
        return f"{self.user}"


class AlertProtocol(Tracked):
    """What must be done about a kind of alert in one UGEL, where it differs from the one that comes along.

    `steps` is a list of {"text", "limit", "source"}: see `protocols.Step`.
    """

    ugel = models.ForeignKey(Ugel, models.PROTECT, related_name="alert_protocols", verbose_name=_("UGEL"))
    kind = models.CharField(_("tipo de conducta"), max_length=8, choices=Alert.Kind)
    steps = models.JSONField(_("pasos"), default=list)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("lo revisó")
    )
    checked_on = models.DateField(_("revisado el"), default=timezone.localdate)

    objects: Any = TrackedQuerySet["AlertProtocol"].as_manager()

    audit_with = ("ugel", "checked_by")

    class Meta:
        ordering = ["ugel", "kind"]
        constraints = [models.UniqueConstraint(fields=["ugel", "kind"], name="alert_protocol_once")]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def audit_ugel(self) -> int | None:
        return self.ugel_id
