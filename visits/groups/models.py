"""Learning together: GIA, RTC and workshops."""

import uuid
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accompaniment.access import in_force, reach_of
from accompaniment.models import Campaign, Post, Teacher
from rubrics.models import Criterion

if TYPE_CHECKING:
    from accompaniment.models import User


def taking_part_seen_by(user: "User") -> Q:
    """Rows of a `teacher` in a `session` that the user may read: of the UGELs they keep, of whom they accompany, their
    own, and of whoever worked on that day where they direct.
    """
    reach = reach_of(user)
    that_day: Any = OuterRef("session__held_on")
    there = Post.objects.filter(
        in_force(that_day), teacher=OuterRef("teacher"), institution__in=reach.directed_institutions
    )
    return Q(session__isnull=False) & (
        Q(session__campaign__ugel__in=reach.specialist_ugels)
        | Q(teacher__in=reach.accompanied_teachers | reach.own_records)
        | Q(Exists(there))
    )


class GroupSessionQuerySet(models.QuerySet["GroupSession"]):
    def visible_to(self, user: "User") -> Self:
        """Sessions of the UGEL for a specialist; otherwise those of whose part in them the user may read."""
        return self.filter(
            Q(campaign__ugel__in=reach_of(user).specialist_ugels)
            | Q(pk__in=Attendance.objects.visible_to(user).values("session"))
        )


class GroupSession(models.Model):
    class Kind(models.TextChoices):
        GIA = "gia", _("GIA")
        RTC = "rtc", _("RTC")
        WORKSHOP = "workshop", _("taller")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="group_sessions")
    kind = models.CharField(_("tipo"), max_length=8, choices=Kind)
    title = models.CharField(_("tema"), max_length=200)
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("rúbrica a la que responde")
    )
    facilitator = models.CharField(_("facilitadora"), max_length=160)
    place = models.CharField(_("lugar"), max_length=120, blank=True)
    held_on = models.DateField(_("fecha"))
    starts_at = models.TimeField(_("hora de inicio"), null=True, blank=True)
    ends_at = models.TimeField(_("hora de término"), null=True, blank=True)
    agreements = models.TextField(_("acuerdos"), blank=True, max_length=20000)

    objects = GroupSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_start",
                violation_error_message=_("La hora de término debe ser posterior a la de inicio."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.title}"


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(taking_part_seen_by(user))


class Attendance(models.Model):
    class Status(models.TextChoices):
        ATTENDED = "attended", _("asistió")
        EXCUSED = "excused", _("justificó")
        ABSENT = "absent", _("no asistió")

    session = models.ForeignKey(GroupSession, models.CASCADE, related_name="attendances")
    teacher = models.ForeignKey(Teacher, models.PROTECT, related_name="attendances")
    status = models.CharField(_("asistencia"), max_length=8, choices=Status)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["session", "teacher"]
        constraints = [models.UniqueConstraint(fields=["session", "teacher"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.teacher}: {self.get_status_display()}"
