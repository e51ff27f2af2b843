"""An upload of an instrument, from preview to the draft that it becomes."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.urls import reverse

from accompaniment.jobs.models import UploadJob, UploadJobQuerySet
from accompaniment.models import User

from .instruments import Instrument


class InstrumentImportQuerySet(UploadJobQuerySet):
    def visible_to(self, user: User) -> Self:
        """A user sees their own uploads, while they may make instruments."""
        return self.filter(uploaded_by=user) if Instrument.makeable_by(user) else self.none()


class InstrumentImport(UploadJob):
    """One uploaded instrument; `summary` has its data, or everything that is wrong with it, so no file is kept once it
    is read.
    """

    task = "rubrics.tasks.run_instrument_import"
    folder = "instruments"

    objects: ClassVar[Any] = InstrumentImportQuerySet.as_manager()

    def get_absolute_url(self) -> str:
        return reverse("rubrics:import_preview", args=[self.pk])
