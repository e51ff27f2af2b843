"""When somebody last looked at a dashboard."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.db import models

from accompaniment.models import Institution

if TYPE_CHECKING:
    from accompaniment.models import User


class LastLook(Protocol):
    """An institution read `with_last_look`: both are None before the first one."""

    pk: Any
    look_since: datetime | None
    looked_at: datetime | None


class Look(models.Model):
    """That a user looked at an institution's dashboard: last at `looked_at`, and what it tells as new is of `since`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    institution = models.ForeignKey(Institution, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    looked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "institution"], name="look_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.institution}"


def with_last_look(institutions: Any, user: User) -> Any:
    """Annotate when the user last looked at the dashboard of each."""
    last = Look.objects.filter(user=user, institution=models.OuterRef("pk"))
    return institutions.annotate(
        look_since=models.Subquery(last.values("since")), looked_at=models.Subquery(last.values("looked_at"))
    )
