"""A group session: learning together in GIA, RTC and workshops."""

import uuid
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.access import Allowed, Denied, reach_of
from accompaniment.campaigns.session_kinds.models import said_name
from accompaniment.lib.search import KEY_LENGTH, search_key
from accompaniment.models import Campaign
from rubrics.catalogues.shipped import competency_name, curriculum_name
from rubrics.models import Criterion

from .attendances import Attendance

if TYPE_CHECKING:
    from accompaniment.models import User

RATED_FOR = timedelta(days=7)  # after its day


class GroupSessionQuerySet(models.QuerySet["GroupSession"]):
    def visible_to(self, user: "User") -> Self:
        """Sessions of the UGEL for a specialist; otherwise those that the user leads or led, and those of whose part in
        them they may read.
        """
        return self.filter(
            Q(campaign__ugel__in=reach_of(user).specialist_ugels)
            | Q(leader=user.pk)
            | Q(pk__in=Attendance.objects.visible_to(user).values("session"))
        )

    def convened(self) -> Self:
        """Those that are still to be held, or of which nobody has said yet who came."""
        return self.filter(state=GroupSession.State.CONVENED)


class GroupSession(models.Model):
    class Kind(models.TextChoices):
        """The kinds that every year begins with; which there are, and what they are called, the year says."""

        GIA = "gia", _("GIA")
        RTC = "rtc", _("RTC")
        WORKSHOP = "workshop", _("taller")

    class State(models.TextChoices):
        CONVENED = "convened", _("convocada")
        HELD = "held", _("realizada")
        CANCELLED = "cancelled", _("cancelada")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="group_sessions")
    kind = models.CharField(_("tipo"), max_length=24)  # the code of a `SessionKind` of its year
    kind_name = models.CharField(  # what the year calls it, here too so that lists need not ask: `name_sessions_of`
        max_length=40, editable=False, blank=True, default="", db_default=""
    )
    title = models.CharField(_("tema"), max_length=200)
    search_name = models.CharField(max_length=KEY_LENGTH, editable=False, db_default="")
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("rúbrica a la que responde")
    )
    evidence = models.JSONField(null=True, editable=False)  # a `themes.Theme` as it stood when it was convened, if any
    competency = models.CharField(_("competencia del MBDD"), max_length=3, blank=True, db_default="")
    curriculum = models.CharField(_("competencia del currículo"), max_length=8, blank=True, db_default="")
    purpose = models.CharField(_("propósito"), max_length=400, blank=True, db_default="")
    to_bring = models.CharField(_("qué traer"), max_length=400, blank=True, db_default="")
    leader = models.ForeignKey(  # who convened it with this site; None for those that were written down otherwise
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="led_sessions"
    )
    series = models.CharField(_("serie"), max_length=120, blank=True, db_default="")  # of sessions certified together
    facilitator = models.CharField(_("facilitadora"), max_length=160)
    place = models.CharField(_("lugar"), max_length=120, blank=True)
    held_on = models.DateField(_("fecha"))
    starts_at = models.TimeField(_("hora de inicio"), null=True, blank=True)
    ends_at = models.TimeField(_("hora de término"), null=True, blank=True)
    link = models.URLField(_("enlace, si es virtual"), max_length=300, blank=True, db_default="")
    sequence = models.PositiveIntegerField(default=0, db_default=0, editable=False)  # grows when day, hour or place do
    state = models.CharField(
        _("estado"), max_length=9, choices=State, default=State.CONVENED, db_default=State.CONVENED
    )
    cancel_reason = models.CharField(_("por qué se canceló"), max_length=400, blank=True, db_default="")
    convened_on = models.DateField(null=True, editable=False)  # when its day was set; unknown before it was kept
    warnings = models.JSONField(null=True, editable=False)  # what spoke against it when it was convened all the same
    agreements = models.TextField(_("acuerdos"), blank=True, max_length=20000)

    asked = models.JSONField(null=True, editable=False)  # what its raters were asked, from the first answer on
    catch_up_task = models.TextField(  # what whoever did not come answers
        _("tarea para ponerse al día"), blank=True, db_default="", max_length=4000
    )
    catch_up_minutes = models.PositiveSmallIntegerField(_("minutos que cuenta la tarea"), default=0, db_default=0)

    objects = GroupSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_start",
                violation_error_message=_("La hora de término debe ser posterior a la de inicio."),
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""), name="session_cancelled_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_name = self.found_as()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("visits:session", args=[self.pk])

    def get_kind_display(self) -> str:
        """What its year calls its kind; of rows written before years had kinds, what we call it."""
        return said_name(self.kind_name) or str(dict(self.Kind.choices).get(self.kind, self.kind))

    def found_as(self) -> str:
        """What a search finds it by: its theme, place and who conducts it."""
        return search_key(f"{self.title} {self.place} {self.facilitator}")

    @property
    def minutes(self) -> int:
        """How long it lasts; 0 where its hours are not known."""
        if not self.starts_at or not self.ends_at:
            return 0
        return (self.ends_at.hour - self.starts_at.hour) * 60 + self.ends_at.minute - self.starts_at.minute

    @property
    def begins_at(self) -> datetime:
        """The instant at which it begins; where its hour is not known, its day."""
        return timezone.make_aware(datetime.combine(self.held_on, self.starts_at or time.min))

    @property
    def is_ahead(self) -> bool:
        """Whether people can still be called to it, and say if they come."""
        return self.state == self.State.CONVENED and timezone.now() < self.begins_at

    @property
    def is_rated_still(self) -> bool:
        """Whether those who came may still say what they think of it: until a week after its day."""
        return self.state == self.State.HELD and timezone.localdate() <= self.held_on + RATED_FOR

    @property
    def serves(self) -> list[str]:
        """The competencies of MBDD and curriculum that it serves, by name."""
        said = [competency_name(self.competency), curriculum_name(self.curriculum)]
        return [name for name in said if name]

    @property
    def paper_code(self) -> str:
        """By which a sheet on paper is known to be of this session."""
        return f"{self.pk.hex[:3]}-{self.pk.hex[3:6]}".upper()

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def is_overdue(self) -> bool:
        """Whether its day is over and nobody has said who came."""
        return self.state == self.State.CONVENED and self.held_on < timezone.localdate()

    def answered_for_by(self, user: "User") -> bool:
        """Whether the user leads it and still accompanies or directs, or keeps its UGEL."""
        reach = reach_of(user)
        works = self.campaign.ugel_id in reach.companion_ugels or reach.is_director
        return reach.keeps(self.campaign.ugel_id) or (self.leader_id == user.pk and works)

    def writable_by(self, user: "User") -> Allowed | Denied:
        """Whether the user may change it now: who leads it while they still accompany or direct, and the specialist."""
        if not self.answered_for_by(user):
            return Denied(_("La cambia quien la conduce, mientras acompaña o dirige, o la especialista de la UGEL."))
        if self.is_cancelled:
            return Denied(_("Esta reunión se canceló: no admite cambios."))
        if self.campaign.is_closed:
            return Denied(_("El año ya está cerrado: no admite cambios."))
        return Allowed()
