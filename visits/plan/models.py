"""A companion's calendar: the proposals that became planned visits, and the secret address it is read from."""

from __future__ import annotations

import hashlib
import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.access import in_force, reach_of
from accompaniment.models import Campaign, Companion
from visits.record.models.visits import Visit

if TYPE_CHECKING:
    from accompaniment.models import User


def calendars_of(user: User) -> models.QuerySet[Companion]:
    """The companions whose calendar the user reads and adjusts: their own, and those of a specialist's UGEL."""
    reach = reach_of(user)
    return Companion.objects.filter(models.Q(pk__in=reach.companion_ids) | models.Q(ugel__in=reach.specialist_ugels))


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(companion__in=calendars_of(user))


class Proposal(models.Model):
    """A proposed year that somebody confirmed. Its id is born with the preview: confirming twice is once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    companion = models.ForeignKey(Companion, models.CASCADE, related_name="proposals")
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="proposals")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(auto_now_add=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-confirmed_at"]

    def __str__(self) -> str:
        return f"{self.companion} · {self.campaign}"


class ProposedVisit(models.Model):
    """A visit that a proposal put on the calendar."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="rows")
    visit = models.OneToOneField(Visit, models.CASCADE, related_name="proposed")

    def __str__(self) -> str:
        return str(self.visit)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def opened_by(self, token: str) -> CalendarFeed | None:
        """The feed of this token, while its companion works and the account is open."""
        today = in_force(timezone.localdate(), "companion__")
        return self.filter(today, token_sha256=token_hash(token), companion__user__is_active=True).first()


class CalendarFeed(models.Model):
    """The secret address of one companion's calendar. Only the hash of its token is kept; a new one replaces it."""

    companion = models.OneToOneField(Companion, models.CASCADE, related_name="feed")
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("creada el"), auto_now=True)

    objects = CalendarFeedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.companion)
