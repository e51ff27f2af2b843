"""How people enter: the printed code of a first entry, and the places where each person is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .people import User


class SlipQuerySet(models.QuerySet["Slip"]):
    def valid(self) -> Self:
        return self.filter(expires_at__gt=timezone.now())


class Slip(models.Model):
    """A printed code with which a person enters in order to choose her own password, and nothing else.

    Only its keyed hash is kept. It serves until she has chosen, or until it expires; a new one replaces it.
    """

    user = models.OneToOneField("accompaniment.User", models.CASCADE, related_name="slip", verbose_name=_("persona"))
    code_hash = models.CharField(max_length=64, editable=False)
    given_by = models.ForeignKey("accompaniment.User", models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    objects = SlipQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.user)


class SignInQuerySet(models.QuerySet["SignIn"]):
    def of(self, user: User) -> Self:
        """Where the person is signed in now, the latest use first."""
        alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
        return self.filter(user=user, session_key__in=alive).order_by("-seen_at", "-began_at")


class SignIn(models.Model):
    """A session that began by signing in: on what device, since when, last used when. No address is kept."""

    session_key = models.CharField(max_length=40, unique=True, editable=False)
    user = models.ForeignKey("accompaniment.User", models.CASCADE, related_name="sign_ins", verbose_name=_("persona"))
    agent = models.CharField(max_length=300, blank=True, editable=False)  # what the browser says of itself
    began_at = models.DateTimeField(_("desde"), default=timezone.now)
    seen_at = models.DateTimeField(_("último uso"), default=timezone.now)

    objects = SignInQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.user} · {self.began_at:%Y-%m-%d %H:%M}"
