"""What every uploaded list is, from its preview to its confirmation."""

from __future__ import annotations

from django.db import models

from .jobs import Asked
from .people import User


class Upload(Asked):
    """One upload: each kind keeps its `file` until it is applied, and `summary` is what its page shows."""

    uploaded_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=200)
    summary = models.JSONField(default=dict)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name
