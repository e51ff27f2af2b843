"""Every form sent to a visit, as it arrived: what makes sending twice harmless and keeps both sides of a conflict."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .visits import Visit

if TYPE_CHECKING:
    from accompaniment.models import User


DIGEST = "digest"  # what a submission holds in the place of all that a later one says again
COMPACTED = models.Q(payload={}) | models.Q(payload__has_key=DIGEST)


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def of_writer(self, user: User) -> Self:
        """Those that the user sent, and whatever came of a visit that was handed on to them."""
        return self.filter(models.Q(author=user) | models.Q(visit__handed_to__user=user))

    def whole(self) -> Self:
        """Those that still hold what was sent: what a page sent by itself and said again later does not."""
        return self.exclude(COMPACTED)

    def compacted(self) -> Self:
        """Those of which only the digest is left, or not even that: those of before it was kept."""
        return self.filter(COMPACTED)

    def unsettled(self) -> Self:
        """Those that whoever writes the visit now still has to look at."""
        of_its_writer = models.Q(author=models.F("visit__companion__user")) | ~models.Q(visit__handed_to=None)
        return self.filter(of_its_writer, outcome__in=Submission.UNSETTLED)

    def waiting(self) -> Self:
        """Those of them that have to be compared with what is saved: another one came before them."""
        of_this_revision = models.Q(outcome=Submission.Outcome.HELD, base_revision=models.F("visit__revision"))
        return self.unsettled().exclude(of_this_revision).order_by("received_at")


class Submission(models.Model):
    """One sending of the visit form; its id is born with the page, so the same sending twice is one submission."""

    class Outcome(models.TextChoices):
        SAVED = "saved", _("recibida")
        CONFLICT = "conflict", _("en conflicto: otra edición llegó antes")
        DISCARDED = "discarded", _("descartada por su autora")
        MERGED = "merged", _("resuelta por su autora")
        HELD = "held", _("en espera: le falta algo")

    UNSETTLED = (Outcome.CONFLICT, Outcome.HELD)  # what its author still has to look at

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="submissions")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    base_revision = models.PositiveIntegerField()
    is_automatic = models.BooleanField(default=False)  # sent by the page itself while the form was being filled in
    payload = models.JSONField(default=dict)
    outcome = models.CharField(_("resultado"), max_length=9, choices=Outcome)
    sent_at = models.DateTimeField(null=True)  # by the clock of the device, which may be wrong
    received_at = models.DateTimeField(auto_now_add=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["received_at"]
        indexes = [
            models.Index(
                fields=["visit"], condition=models.Q(outcome__in=["conflict", "held"]), name="submission_unsettled"
            )
        ]

    def __str__(self) -> str:
        return f"{self.visit_id}: {self.get_outcome_display()}"

    @property
    def is_compacted(self) -> bool:
        return not self.payload or DIGEST in self.payload

    @property
    def is_open_on_its_page(self) -> bool:
        """Whether a page that goes on writing sent it by itself, and nobody has settled it: it says all again."""
        return self.is_automatic and self.outcome == self.Outcome.CONFLICT

    def is_unfinished_on(self, revision: int) -> bool:
        """Whether the form of that revision opens with it, for it lacks something and nothing came before it."""
        return self.outcome == self.Outcome.HELD and self.base_revision == revision
