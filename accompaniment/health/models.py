"""Which folder of files belongs to this database, and which of its files are not what they should be."""

from __future__ import annotations

import uuid

from django.db import models


class SiteMark(models.Model):
    """The one row whose key the private folder holds too: whoever sees another folder, or none, serves wrong files."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    is_only = models.BooleanField(default=True, unique=True, editable=False)

    def __str__(self) -> str:
        return str(self.id)


class FileFault(models.Model):
    """A private file that is missing, or is not what its row says: `of` and `key` tell the row, `name` names nobody."""

    of = models.CharField(max_length=60)
    key = models.UUIDField()
    name = models.CharField(max_length=160)
    is_missing = models.BooleanField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["of", "key"], name="file_fault_once")]

    def __str__(self) -> str:
        return self.name
