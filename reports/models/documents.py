"""Issued documents: frozen, numbered, hashed, verifiable by their QR."""

from __future__ import annotations

import secrets
import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accompaniment.access import Allowed, Denied, reach_of
from accompaniment.models import Campaign, Institution, Teacher, Ugel
from visits.models import PairedObservation, Visit

if TYPE_CHECKING:
    from accompaniment.models import User


def new_code() -> str:
    """Return a code that can't be guessed, short enough to be typed from paper."""
    alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    return "".join(secrets.choice(alphabet) for _ in range(12))


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User) -> Self:
        reach = reach_of(user)
        return self.filter(
            Q(ugel__in=reach.specialist_ugels)
            | Q(institution__in=reach.directed_institutions)
            | Q(teacher__in=reach.accompanied_teachers)
            | Q(teacher=reach.own_teacher, teacher__isnull=False)
        )


class Document(models.Model):
    """An issued file. Its snapshot is the data it shows; neither ever changes."""

    class Kind(models.TextChoices):
        FOLLOW_UP_PLAN = "follow_up_plan", _("plan de seguimiento")
        VISIT_SHEET = "visit_sheet", _("ficha de visita")
        PLAIN_SHEET = "plain_sheet", _("hoja de la visita en pocas palabras")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("tipo"), max_length=16, choices=Kind)
    ugel = models.ForeignKey(Ugel, models.PROTECT, related_name="documents")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="documents")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="documents")
    teacher = models.ForeignKey(Teacher, models.PROTECT, related_name="documents")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="issued_documents")
    year = models.PositiveSmallIntegerField(_("año"))
    number = models.PositiveIntegerField(_("número"))
    code = models.CharField(_("código de verificación"), max_length=12, unique=True, default=new_code)
    snapshot = models.JSONField()
    file = models.FileField(upload_to="documents/")
    sha256 = models.CharField(max_length=64)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("emitido el"))

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at"]
        constraints = [models.UniqueConstraint(fields=["kind", "ugel", "year", "number"], name="document_number_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.full_number}"

    def get_absolute_url(self) -> str:
        return reverse("reports:document", args=[self.pk])

    def readable_by(self, user: User) -> Allowed | Denied:
        """Whether the person may open it now: it may tell the levels of a visit that she still observes on her own."""
        unseen = PairedObservation.objects.unseeing(user).filter(visit__teacher=self.teacher_id)
        if unseen.filter(visit__closed_at__lte=self.issued_at).exists():
            return Denied(_("Cierra primero tu observación de esta persona: el documento puede decir sus niveles."))
        return Allowed()

    @property
    def full_number(self) -> str:
        return f"{self.number:04d}-{self.year}"


class DocumentCounter(models.Model):
    """The last number given, a row for each kind, UGEL and year; raised by one guarded update."""

    kind = models.CharField(max_length=16, choices=Document.Kind)
    ugel = models.ForeignKey(Ugel, models.CASCADE)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ugel", "year"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"
