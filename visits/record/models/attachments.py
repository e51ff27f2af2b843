"""Photos and short audios of a visit: only where the campaign allows them and consent was given."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accompaniment.audit.tracked import Tracked, TrackedQuerySet

from .visits import Visit

if TYPE_CHECKING:
    from accompaniment.models import User


class AttachmentQuerySet(TrackedQuerySet["Attachment"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(visit__in=Visit.objects.visible_to(user))


class Attachment(Tracked):
    """A file of the field notebook, re-encoded and kept privately; `sha256` is of the file as it is kept.

    Its changes are logged, and what it shows is told to no reader of the log.
    """

    audit_silent = frozenset({"visit", "file", "sha256", "added_by", "added_at"})
    audit_masked = frozenset({"caption"})
    audit_with = ("visit__teacher",)

    class Kind(models.TextChoices):
        PHOTO = "photo", _("foto")
        AUDIO = "audio", _("audio")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="attachments")
    kind = models.CharField(_("tipo"), max_length=5, choices=Kind)
    caption = models.CharField(_("qué muestra"), max_length=200, blank=True)
    file = models.FileField(_("archivo"), upload_to="attachments/")
    sha256 = models.CharField(max_length=64, editable=False)
    consent = models.CharField(_("quién dio el consentimiento"), max_length=160)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["visit", "added_at"]
        constraints = [models.UniqueConstraint(fields=["visit", "sha256"], name="attachment_once_a_visit")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.visit}"

    def nameless(self) -> str:
        """What it is called where nobody may be named."""
        day = date_format(self.added_at, "SHORT_DATE_FORMAT")
        return f"{self.get_kind_display()}, {day} (UGEL {self.visit.ugel.code})"

    def audit_teacher(self) -> Any:
        return self.visit.teacher_id

    def audit_ugel(self) -> int | None:
        return self.visit.ugel_id
