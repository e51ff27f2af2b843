"""Failures of entering, for the administrator: how many, at which account, from how many places, and nothing typed."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Count, Max
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

CODES = {  # of the second step: that much of it was right already
    "codes": Count("pk", filter=models.Q(what__in=["code", "used"])),
    "used_codes": Count("pk", filter=models.Q(what="used")),
}


class SignInFailureQuerySet(models.QuerySet["SignInFailure"]):
    def by_day(self) -> Any:
        """How many on each day in Lima, at how many accounts and names of nobody, from how many places."""
        days = self.annotate(day=TruncDate("at", tzinfo=timezone.get_default_timezone())).values("day")
        counts = {
            "failures": Count("pk"),
            "accounts": Count("account", distinct=True),
            "strangers": Count("typed_hash", distinct=True, filter=~models.Q(typed_hash="")),
            "places": Count("place_hash", distinct=True),
            **CODES,
        }
        return days.annotate(**counts).order_by("-day")

    def by_account(self) -> Any:
        """How many at each account, from how many places, and the latest one; by name."""
        names = ("account__last_name", "account__first_name", "account__username")
        counts = {"failures": Count("pk"), "places": Count("place_hash", distinct=True), "latest": Max("at"), **CODES}
        known = self.filter(account__isnull=False).values("account", "account__search_name", *names)
        return known.annotate(**counts).order_by("account__search_name", "account")


class SignInFailure(models.Model):
    """Somebody typed a wrong password or code. What was typed is kept in no form that can be read: people take one
    field for the other. Kept for `FAILURES_KEPT` (entry/failures.py).
    """

    class What(models.TextChoices):
        PASSWORD = "password", _("clave")
        CODE = "code", _("código del segundo paso")
        USED_CODE = "used", _("código del segundo paso que ya se había usado")

    at = models.DateTimeField(default=timezone.now, db_index=True, editable=False)
    what = models.CharField(max_length=8, choices=What, default=What.PASSWORD, db_default=What.PASSWORD, editable=False)
    account = models.ForeignKey(
        "accompaniment.User", models.CASCADE, null=True, related_name="sign_in_failures", editable=False
    )
    typed_hash = models.CharField(max_length=64, blank=True, editable=False)  # empty where there is an account
    place_hash = models.CharField(max_length=64, editable=False)

    objects = SignInFailureQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
