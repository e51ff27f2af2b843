"""Contacts: what was followed up between two visits by telephone, message or video. None of them is a visit."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accompaniment.access import Allowed, Denied, reach_of
from accompaniment.models import Assignment, Campaign, Companion, Institution, Teacher, Ugel

if TYPE_CHECKING:
    from accompaniment.models import User

LONGEST = 300  # minutes


def contact_seen_by(user: User, prefix: str = "") -> Q:
    """Contacts the person may read: those they made, for ever, and the closed ones of whom they reach today."""
    reach = reach_of(user)

    def among(field: str, keys: frozenset[Any]) -> Q:
        return Q(**{f"{prefix}{field}__in": keys})

    reached = (
        among("teacher", reach.accompanied_teachers | reach.own_records)
        | among("ugel", reach.specialist_ugels)
        | among("institution", reach.directed_institutions)
    )
    seen = Q(**{f"{prefix}closed_at__isnull": False}) & reached
    return among("companion", reach.author_ids) | seen if reach.author_ids else seen


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(contact_seen_by(user))

    def of_companion(self, user: User) -> Self:
        """Contacts that the user wrote, whatever has ended since."""
        return self.filter(companion__in=reach_of(user).author_ids)

    def told(self) -> Self:
        """Those that count: closed, and not annulled since."""
        return self.filter(closed_at__isnull=False, annulled_at__isnull=True)

    def drafts(self) -> Self:
        return self.filter(closed_at__isnull=True, annulled_at__isnull=True)

    def about(self, teacher: Teacher) -> Self:
        return self.filter(teacher=teacher).select_related("companion__user", "campaign")

    def with_people(self) -> Self:
        return self.select_related("teacher", "institution", "companion__user", "campaign")


class Contact(models.Model):
    """A talk at a distance about one or two commitments: without rubric, and never counted among the visits.

    Teacher, institution, UGEL and campaign repeat the assignment's: lists and figures read contacts alone.
    """

    class Medium(models.TextChoices):
        TELEPHONE = "telephone", _("llamada")
        MESSAGE = "message", _("mensajes")
        VIDEO = "video", _("videollamada")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)  # born on the device
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="contacts")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="contacts")
    companion = models.ForeignKey(Companion, models.PROTECT, related_name="contacts")
    teacher = models.ForeignKey(Teacher, models.PROTECT, related_name="contacts", db_index=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="contacts")
    ugel = models.ForeignKey(Ugel, models.PROTECT, related_name="contacts", db_index=False)
    contacted_on = models.DateField(_("fecha"))
    starts_at = models.TimeField(_("hora"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutos"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(LONGEST)]
    )
    medium = models.CharField(_("medio"), max_length=9, choices=Medium, default=Medium.TELEPHONE)
    talked = models.TextField(_("de qué hablaron"), max_length=4000, blank=True)
    agreed = models.TextField(_("en qué quedaron"), max_length=4000, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    received = models.JSONField(default=dict, editable=False)  # each sending by its id, with a digest of what it said
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, editable=False)
    acknowledged_at = models.DateTimeField(null=True, editable=False)
    comment = models.TextField(_("lo que quiera decir"), max_length=1000, blank=True)  # hers who was accompanied
    annulled_at = models.DateTimeField(null=True, editable=False)
    annulled_why = models.CharField(_("por qué se anula"), max_length=240, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["-contacted_on", "-created_at"]
        indexes = [
            models.Index(fields=["teacher", "-contacted_on"], name="contact_of_teacher"),
            models.Index(fields=["ugel", "-contacted_on"], name="contact_of_ugel"),
        ]

    def __str__(self) -> str:
        return f"{self.get_medium_display()} · {self.teacher}"

    def get_absolute_url(self) -> str:
        return reverse("visits:contact", args=[self.pk])

    @property
    def is_told(self) -> bool:
        return self.closed_at is not None and self.annulled_at is None

    @property
    def waits_for_her(self) -> bool:
        """Whether the accompanied person has not said yet that they read it."""
        return self.is_told and self.acknowledged_at is None and not self.campaign.is_closed

    @property
    def in_words(self) -> str:
        """Its state, as it is called."""
        if self.annulled_at:
            return str(_("anulado"))
        if self.closed_at is None:
            return str(_("en registro"))
        return str(_("conforme") if self.acknowledged_at else _("cerrado"))

    def editable_by(self, user: Any) -> Allowed | Denied:
        """Whether the person may write in this contact, and if not, why."""
        if not reach_of(user).wrote_as(self.companion_id):
            return Denied(_("Solo la acompañante que lo hizo escribe en este contacto."))
        if self.campaign.is_closed:
            return Denied(_("El año ya está cerrado: sus contactos solo se leen."))
        if self.closed_at or self.annulled_at:
            return Denied(_("Este contacto ya está cerrado y no se cambia. Si hay un error, anúlalo y registra otro."))
        return Allowed()

    def annullable_by(self, user: Any) -> Allowed | Denied:
        """Whether the person may take this contact out of the count, and if not, why."""
        if not reach_of(user).wrote_as(self.companion_id):
            return Denied(_("Un contacto lo anula la acompañante que lo hizo."))
        if self.campaign.is_closed:
            return Denied(_("El año ya está cerrado: sus contactos solo se leen."))
        if self.annulled_at:
            return Denied(_("Este contacto ya está anulado."))
        return Allowed()

    def acknowledgeable_by(self, user: Any) -> Allowed | Denied:
        """Whether the person may say that they read it, and if not, why."""
        if not reach_of(user).is_own_record(self.teacher_id):
            return Denied(_("Dice que lo leyó la persona con quien fue el contacto."))
        if not self.is_told or self.campaign.is_closed:
            return Denied(_("Este contacto ya no espera respuesta."))
        return Allowed()
