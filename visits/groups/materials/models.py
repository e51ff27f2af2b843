"""What people read, watch or hear before a session, and by how many of them it was opened."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accompaniment.models import Teacher
from visits.groups.models import GroupSession

if TYPE_CHECKING:
    from accompaniment.models import User


class SessionMaterialQuerySet(models.QuerySet["SessionMaterial"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(session__in=GroupSession.objects.visible_to(user))

    def with_opened(self) -> Self:
        """Each saying by how many of those who are called it was opened."""
        return self.annotate(opened=Count("openings"))


class SessionMaterial(models.Model):
    """A link, or a picture or audio kept privately; `sha256` is of the file as it is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(GroupSession, models.CASCADE, related_name="materials")
    title = models.CharField(_("título"), max_length=160)
    link = models.URLField(_("enlace"), max_length=300, blank=True)
    file = models.FileField(_("archivo"), upload_to="materials/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    objects = SessionMaterialQuerySet.as_manager()

    class Meta:
        ordering = ["session", "added_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(link="") & ~Q(file="")) | (~Q(link="") & Q(file="")), name="material_link_or_file"
            ),
            models.UniqueConstraint(fields=["session", "link"], condition=~Q(link=""), name="material_link_once"),
            models.UniqueConstraint(fields=["session", "sha256"], condition=~Q(file=""), name="material_file_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def suffix(self) -> str:
        """Of its file, which says what is in it; empty for a link."""
        return str(self.file.name).rpartition(".")[2] if self.file else ""

    @property
    def what(self) -> str:
        """What one opens, and of a link where it leads to."""
        if self.link:
            return f"{_('enlace')} · {urlsplit(self.link).hostname}"
        return str(_("imagen") if self.suffix == "jpg" else _("audio"))

    def nameless(self) -> str:
        """What it is called where nobody may be named."""
        day = date_format(self.added_at, "SHORT_DATE_FORMAT")
        return str(_("material de una reunión, %(day)s (UGEL %(code)s)")) % {
            "day": day,
            "code": self.session.campaign.ugel.code,
        }


class MaterialOpening(models.Model):
    """Somebody who is called has opened it: kept so that each counts once, without when, and told to nobody else."""

    material = models.ForeignKey(SessionMaterial, models.CASCADE, related_name="openings")
    teacher = models.ForeignKey(Teacher, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["material", "teacher"], name="material_opened_once")]

    def __str__(self) -> str:
        return str(self.material)
