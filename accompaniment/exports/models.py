"""A long list that somebody asked for as a file: how far it is, the file, and what it holds."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.accounts.models import User
from accompaniment.jobs.models import Job, JobQuerySet, present_language


class ExportQuerySet(JobQuerySet):
    def visible_to(self, user: User) -> Self:
        """A user sees their own."""
        return self.filter(requested_by=user)

    def at_work(self) -> Self:
        return self.select_related("requested_by")


class Export(Job):
    """One file of one list, of the reader who asked for it, until `expires_at`; then the row tells only that.

    `filters` and `words` are what narrowed the list, as its page has them and in words; `scope` is what let
    her read it. Of `expected` entries `written` are in the file, on `rows` rows: a file that lacks one is never kept.
    """

    class Form(models.TextChoices):
        CSV = "csv", _("CSV para Excel")
        XLSX = "xlsx", "Excel"
        DATA = "data", _("CSV para programas")

    task = "accompaniment.tasks.run_export"
    folder: ClassVar[str] = "exports"

    code = models.CharField(max_length=40)  # of the list, among `exported_lists`
    form = models.CharField(max_length=4, choices=Form)
    filters = models.JSONField(default=dict)
    filters_key = models.CharField(max_length=64)
    words = models.JSONField(default=list)
    scope = models.JSONField(default=list)
    requested_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    language = models.CharField(max_length=10, default=present_language)
    expected = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True)  # the moment at which the list stood so
    file = models.FileField(_("archivo"), blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["requested_by", "code", "form", "language", "filters_key"],
                condition=Q(status__in=["queued", "running"]),
                name="export_unfinished_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["status", "heartbeat_at"],
                condition=Q(status__in=["queued", "running"]),
                name="export_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.get_status_display()}"

    def get_absolute_url(self) -> str:
        return reverse("export", args=[self.pk])

    @property
    def has_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def is_ready(self) -> bool:
        return self.status == self.Status.DONE and not self.has_expired

    @property
    def place(self) -> str:
        """Its folder among the private files."""
        return f"{self.folder}/{self.pk}"
