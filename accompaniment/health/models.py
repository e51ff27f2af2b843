"""Which folder of files belongs to this database."""

from __future__ import annotations

import uuid

from django.db import models


class SiteMark(models.Model):
    """The one row whose key the private folder holds too: whoever sees another folder, or none, serves wrong files."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    is_only = models.BooleanField(default=True, unique=True, editable=False)

    def __str__(self) -> str:
        return str(self.id)
