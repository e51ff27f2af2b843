"""An upload of networks, from preview to confirmation."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.urls import reverse

from accompaniment.access import reach_of
from accompaniment.accounts.models import User
from accompaniment.jobs.models import UploadJob, UploadJobQuerySet


class NetworkImportQuerySet(UploadJobQuerySet):
    def visible_to(self, user: User) -> Self:
        """A user sees their own uploads, while they are still a specialist."""
        return self.filter(uploaded_by=user) if reach_of(user).is_specialist else self.none()


class NetworkImport(UploadJob):
    """One uploaded list of networks; `summary` has what each of its rows does, so no file is kept once it is read."""

    task = "accompaniment.tasks.run_network_import"
    folder = "networks"

    objects: ClassVar[Any] = NetworkImportQuerySet.as_manager()

    def get_absolute_url(self) -> str:
        return reverse("networks_preview", args=[self.pk])
