"""An upload of people, posts and assignments, from preview to confirmation and, while nothing hangs on it, undoing."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse

from accompaniment.access import reach_of
from accompaniment.accounts.models import User
from accompaniment.jobs.models import UploadJob, UploadJobQuerySet


class RosterImportQuerySet(UploadJobQuerySet):
    def visible_to(self, user: User) -> Self:
        """A user sees their own uploads, while they are still a specialist."""
        return self.filter(uploaded_by=user) if reach_of(user).is_specialist else self.none()

    def for_list(self) -> Self:
        return self.defer("summary", "changes")


class RosterImport(UploadJob):
    """One uploaded roster: `file` has its cells once it is read, `answers` say how what it leaves open is to be read,
    and `changes` is what was stored, to undo it exactly.
    """

    task = "accompaniment.tasks.run_roster_import"
    folder = "roster"

    answers = models.JSONField(default=dict)
    changes = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    undone_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = RosterImportQuerySet.as_manager()

    def get_absolute_url(self) -> str:
        return reverse("roster_preview", args=[self.pk])
