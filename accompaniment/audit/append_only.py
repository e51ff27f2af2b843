"""What every log is: rows written once, gone only when their retention period ends."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models


class AppendOnlyError(TypeError):
    """A log is written once: its rows are neither changed nor deleted, but for the retention period."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def update(self, **changes: Any) -> int:
        raise AppendOnlyError("A log's rows never change.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("A log's rows go only when their retention period ends.")

    def before(self, instant: datetime) -> Self:
        return self.filter(at__lt=instant)

    def purge(self) -> int:
        """Delete these rows, whose retention period has ended; return how many."""
        return super().delete()[0]


class AppendOnly(models.Model):
    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("A log's rows never change.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("A log's rows go only when their retention period ends.")


def loose_key(model: str) -> models.ForeignKey[Any, Any]:
    """A key without a constraint in the database: a log outlives a record that was merged into another."""
    return models.ForeignKey(model, models.DO_NOTHING, null=True, related_name="+", db_index=False, db_constraint=False)
