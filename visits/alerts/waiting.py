"""Alerts that still wait for somebody to say what was done: first thing on a person's page and in the daily e-mail."""

from __future__ import annotations

from django.db.models import F

from accompaniment.models import User

from .models import Alert, AlertQuerySet


def open_alerts_of(user: User) -> AlertQuerySet:
    """The open alerts of which the user must say what was done, the most urgent first."""
    waiting = Alert.objects.answered_by(user).open().select_related("institution")
    return waiting.with_next_due().order_by(F("next_due"), "raised_at")
