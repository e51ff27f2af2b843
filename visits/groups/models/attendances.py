"""Who is on the list of a group session, and who reads it."""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accompaniment.access import in_force, reach_of
from accompaniment.models import Post, Teacher

if TYPE_CHECKING:
    from accompaniment.models import User


def taking_part_seen_by(user: "User") -> Q:
    """Rows of a `teacher` in a `session` that the user may read: of the UGELs they keep, of the sessions they lead or
    led, of whom they accompany, their own, and of whoever worked on that day where they direct.
    """
    reach = reach_of(user)
    seen = (
        Q(session__campaign__ugel__in=reach.specialist_ugels)
        | Q(session__leader=user.pk)
        | Q(teacher__in=reach.accompanied_teachers | reach.own_records)
    )
    if reach.is_director:
        that_day: Any = OuterRef("session__held_on")
        there = Post.objects.filter(
            in_force(that_day), teacher=OuterRef("teacher"), institution__in=reach.directed_institutions
        )
        seen |= Q(Exists(there))
    return Q(session__isnull=False) & seen


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(taking_part_seen_by(user))

    def not_cancelled(self) -> Self:
        """In sessions that were held, or are still to be."""
        return self.exclude(session__state="cancelled")


class Attendance(models.Model):
    class Status(models.TextChoices):
        INVITED = "invited", _("convocada")
        ATTENDED = "attended", _("asistió")
        EXCUSED = "excused", _("justificó")
        ABSENT = "absent", _("no asistió")

    class Answer(models.TextChoices):
        NONE = "", _("todavía no responde")
        COMES = "comes", _("va")
        CANNOT = "cannot", _("no puede")

    class Means(models.TextChoices):
        """How it was marked whether the person came."""

        UNKNOWN = "", _("no se sabe")
        LIST = "list", _("lista de quien conduce")
        PHONE = "phone", _("con su teléfono")
        PIN = "pin", _("con su PIN")
        PAPER = "paper", _("hoja firmada")
        CORRECTED = "corrected", _("corregida después")

    session = models.ForeignKey("GroupSession", models.CASCADE, related_name="attendances")
    teacher = models.ForeignKey(Teacher, models.PROTECT, related_name="attendances")
    status = models.CharField(_("asistencia"), max_length=8, choices=Status, default=Status.INVITED)
    minutes_missed = models.PositiveSmallIntegerField(  # of a session in which one came late, or left early
        _("minutos que no estuvo"), default=0, db_default=0
    )
    marked_how = models.CharField(
        _("cómo se marcó"),
        max_length=9,
        choices=Means,
        blank=True,
        default=Means.UNKNOWN,
        db_default="",
        editable=False,
    )
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("marcó")
    )
    marked_at = models.DateTimeField(_("cuándo se marcó"), null=True, editable=False)
    has_rated = models.BooleanField(_("dio su opinión"), default=False, db_default=False, editable=False)  # see ratings
    answer = models.CharField(  # what the person said beforehand, of the day and hour that it has now
        _("respuesta"), max_length=6, choices=Answer, blank=True, default=Answer.NONE, db_default=""
    )
    answer_reason = models.CharField(_("por qué no puede"), max_length=200, blank=True, db_default="")

    # What whoever did not come did instead, and what is missing in it; `caught_up_on` once the leader accepts it.
    catch_up_answer = models.TextField(_("respuesta a la tarea"), blank=True, db_default="", max_length=8000)
    catch_up_reply = models.CharField(_("qué le falta"), max_length=400, blank=True, db_default="")
    caught_up_on = models.DateField(_("se puso al día"), null=True, editable=False)
    caught_up_minutes = models.PositiveSmallIntegerField(
        _("minutos de la tarea"), default=0, db_default=0, editable=False
    )

    # What the leader asks her, and nobody else, to show of her practice in the session; and what she says.
    show_request = models.CharField(_("lo que le piden mostrar"), max_length=400, blank=True, db_default="")
    show_answer = models.CharField(
        _("si lo muestra"), max_length=3, choices=[("yes", _("sí")), ("no", _("no"))], blank=True, db_default=""
    )

    # Whether the person read the minutes that were issued under this id, and what she observes to them.
    read_minutes = models.UUIDField(_("acta que leyó"), null=True, editable=False)
    read_minutes_at = models.DateTimeField(_("cuándo leyó el acta"), null=True, editable=False)
    minutes_remark = models.CharField(_("observación al acta"), max_length=1000, blank=True, db_default="")

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["session", "teacher"]
        constraints = [models.UniqueConstraint(fields=["session", "teacher"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.teacher}: {self.get_status_display()}"

    @property
    def in_words(self) -> str:
        """Whether the person came, and what was said of it beforehand."""
        said = [self.get_status_display(), self.get_answer_display() if self.answer else "", self.answer_reason]
        said += [
            self.show_request,
            self.catch_up_answer,
            str(_("se puso al día")) if self.caught_up_on else "",
            self.minutes_remark,
        ]
        return " · ".join(filter(None, map(str, said)))

    @property
    def mark_in_words(self) -> str:
        """How and when it was marked; empty where nobody knows."""
        if not self.marked_how or self.marked_at is None:
            return ""
        when = date_format(timezone.localtime(self.marked_at), "SHORT_DATETIME_FORMAT")
        return f"{self.get_marked_how_display()}, {when}"

    def mark(self, status: str, *, how: str, by: "User") -> None:
        """Set whether the person came, by what means and by whom; storing it is the caller's."""
        self.status, self.marked_how, self.marked_by, self.marked_at = status, how, by, timezone.now()

    @property
    def may_catch_up(self) -> bool:
        """Whether the person did not come to a session that was held and gives those a task, not accepted yet."""
        missed = self.status in (self.Status.ABSENT, self.Status.EXCUSED)
        was_held = self.session.state == self.session.State.HELD
        return missed and was_held and bool(self.session.catch_up_task) and self.caught_up_on is None

    @property
    def is_to_catch_up(self) -> bool:
        """Whether the task waits for the person: it is not answered, or something is missing in her answer."""
        return self.may_catch_up and (not self.catch_up_answer or bool(self.catch_up_reply))

    @property
    def waits_for_leader(self) -> bool:
        return self.may_catch_up and bool(self.catch_up_answer) and not self.catch_up_reply

    @property
    def is_to_say_whether_she_shows(self) -> bool:
        return bool(self.show_request) and not self.show_answer and self.session.is_ahead

    @property
    def is_to_rate(self) -> bool:
        """Whether its person may still say what they think of the session."""
        return self.status == self.Status.ATTENDED and not self.has_rated and self.session.is_rated_still

    @property
    def minutes(self) -> int:
        """How long the person took part; of a session that was held and in which they were."""
        took_part = self.status == self.Status.ATTENDED
        return max(self.session.minutes - self.minutes_missed, 0) if took_part else 0
