"""Alerts that still wait for somebody to say what was done: first thing on a person's page and in the daily e-mail."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accompaniment.models import User

from .models import Alert, AlertQuerySet


def open_alerts_of(user: User) -> AlertQuerySet:
    """The open alerts of which the user must say what was done, the most urgent first."""
    waiting = Alert.objects.answered_by(user).open().select_related("institution")
    return waiting.with_next_due().order_by(F("next_due"), "raised_at")


def with_alerts_raised(campaigns: Any, user: User) -> Any:
    """Annotate how many alerts that the user may read were raised in each campaign, and how many of them are open."""
    seen = Alert.objects.visible_to(user)
    return campaigns.annotate(alerts_raised=_count(seen), alerts_open=_count(seen.open()))


def _count(alerts: AlertQuerySet) -> Any:
    """How many of these alerts belong to the campaign of the row."""
    of_campaign = alerts.filter(campaign=OuterRef("pk")).order_by().values("campaign")
    return Coalesce(Subquery(of_campaign.annotate(n=Count("pk")).values("n")), 0)
