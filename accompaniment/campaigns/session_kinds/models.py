"""The kinds of group session of a year: who leads them, and their rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import time

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accompaniment.campaigns.models import Campaign, Strategy

from .data import LATE_MINUTES, NOTICE_DAYS, USUAL_MINUTES, Moment, SessionKindData
from .defaults import SESSION_KINDS


class SessionKind(models.Model):
    class Leader(models.TextChoices):
        COMPANION = "companion", _("quien acompaña o coordina")
        DIRECTOR = "director", _("la directora")
        SPECIALIST = "specialist", _("la UGEL")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="session_kinds")
    code = models.CharField(_("código"), max_length=24)
    order = models.PositiveSmallIntegerField(_("orden"), default=0)
    name = models.CharField(_("nombre"), max_length=40)
    led_by = models.CharField(_("la conduce"), max_length=10, choices=Leader)
    strategy = models.CharField(_("cuenta como"), max_length=9, choices=Strategy, blank=True)
    notice_days = models.PositiveSmallIntegerField(_("días de anticipación"), default=NOTICE_DAYS)
    late_minutes = models.PositiveSmallIntegerField(_("minutos de tolerancia"), default=LATE_MINUTES)
    minutes = models.PositiveSmallIntegerField(_("minutos que suele durar"), default=USUAL_MINUTES)
    classes_from = models.TimeField(_("clases desde"), null=True, blank=True)
    classes_to = models.TimeField(_("clases hasta"), null=True, blank=True)
    asks_five_c = models.BooleanField(_("termina con las 5 C"), default=False)
    agenda = models.JSONField(_("agenda usual"), default=list, blank=True)  # [title, minutes] of each moment
    evaluation = models.JSONField(_("lo que se pregunta al terminar"), default=list, db_default=[], blank=True)
    is_offered = models.BooleanField(_("se convoca este año"), default=True)

    class Meta:
        ordering = ["campaign", "order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "code"], name="session_kind_once_a_campaign"),
            models.CheckConstraint(
                condition=models.Q(classes_from__isnull=True, classes_to__isnull=True)
                | models.Q(classes_to__gt=models.F("classes_from")),
                name="session_kind_classes_end_after_start",
                violation_error_message=_("La hora de término debe ser posterior a la de inicio."),
            ),
        ]

    def __str__(self) -> str:
        return said_name(self.name)

    @classmethod
    def of(cls, campaign: Campaign, code: str, order: int, data: SessionKindData) -> SessionKind:
        """An unstored one that says this."""
        kind = cls(campaign=campaign, code=code, order=order)
        kind.say(data)
        return kind

    def say(self, data: SessionKindData) -> None:
        for row in fields(SessionKindData):
            setattr(self, row.name, getattr(data, row.name))
        self.agenda = [[moment.title, moment.minutes] for moment in data.agenda]
        self.evaluation = list(data.evaluation)

    @property
    def data(self) -> SessionKindData:
        said = {row.name: getattr(self, row.name) for row in fields(SessionKindData)}
        return SessionKindData(**{**said, "agenda": self.moments})

    @property
    def moments(self) -> list[Moment]:
        return [Moment(title, minutes) for title, minutes in self.agenda]

    @property
    def takes_hours(self) -> bool:
        """Whether there are hours of classes that it should leave alone."""
        return self.classes_from is not None

    def takes_classes(self, starts_at: time | None, ends_at: time | None) -> bool:
        """Whether a meeting at these hours takes some of the classes that this kind should leave alone."""
        if starts_at is None or ends_at is None or self.classes_from is None or self.classes_to is None:
            return False
        return starts_at < self.classes_to and ends_at > self.classes_from


def said_name(name: str) -> str:
    """A name as the reader's language has it: those that we propose have an English, a UGEL's own are its own."""
    return gettext(name) if name else ""


def kinds_of(campaign: Campaign) -> Sequence[SessionKind]:
    """The kinds of a year, in their order; a year that has none of its own yet has those that we propose, unstored."""
    return list(SessionKind.objects.filter(campaign=campaign)) or proposed(campaign)


def kind_of(campaign: Campaign, code: str) -> SessionKind | None:
    return next((kind for kind in kinds_of(campaign) if kind.code == code), None)


def proposed(campaign: Campaign) -> list[SessionKind]:
    return [SessionKind.of(campaign, code, n, data) for n, (code, data) in enumerate(SESSION_KINDS.items(), 1)]


def store_kinds(campaign: Campaign, kinds: Mapping[str, SessionKindData]) -> None:
    """Give a new year these kinds, by their codes; without any, those of its UGEL's year before, or what we propose."""
    rows = [SessionKind.of(campaign, code, n, data) for n, (code, data) in enumerate(kinds.items(), 1)]
    if not rows:
        before = campaign.ugel.campaigns.exclude(pk=campaign.pk).filter(year__lt=campaign.year).first()
        rows = [SessionKind.of(campaign, kind.code, kind.order, kind.data) for kind in kinds_of(before or campaign)]
    SessionKind.objects.bulk_create(rows)
