"""The e-mails that are to go, went, or could not: a row each, and never what they say."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.accounts.models import User
from accompaniment.jobs.models import present_language
from accompaniment.lib.request_ids import NONE, current

LONGEST_WAIT = timedelta(hours=1)  # between two attempts


def asked_by() -> str:
    """The id under which what is happening now is logged; empty where nobody asked for anything."""
    return "" if current() == NONE else current()


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self) -> Self:
        return self.filter(status=Letter.Status.WAITING)

    def due(self, now: datetime) -> Self:
        """Those to try now, the longest due first; a moment too far ahead was written by a clock that was wrong."""
        may_go = Q(due_at__lte=now) | Q(due_at__gt=now + LONGEST_WAIT)
        return self.waiting().filter(may_go, good_until__gt=now).order_by("due_at")

    def too_late(self, now: datetime) -> Self:
        return self.waiting().filter(good_until__lte=now)

    def failed(self) -> Self:
        return self.filter(status=Letter.Status.FAILED)

    def repeatable(self) -> Self:
        """Those that could not be sent and may be tried again: of a link for a typed address only its count is kept."""
        return self.failed().exclude(user=None)


class Letter(models.Model):
    """An e-mail to somebody: what it says is written by the worker that sends it, by its kind (`LetterKind`).

    `about` is the key of what it tells; no two of one kind about the same go to one person. Without a user it goes to
    an `address` that somebody typed, which is forgotten once the letter went or was given up.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("por salir")
        SENT = "sent", _("enviado")
        NEEDLESS = "needless", _("no hizo falta")
        FAILED = "failed", _("no salió")

    class Reason(models.TextChoices):
        NO_ANSWER = "silence", _("el servidor de correo no respondió")
        NOT_ADMITTED = "sign_in", _("el servidor de correo no aceptó el usuario o la clave del sistema")
        ADDRESS = "address", _("el servidor de correo no aceptó la dirección de la persona")
        REFUSED = "refused", _("el servidor de correo no aceptó el mensaje")
        UNEXPECTED = "own", _("algo falló de nuestro lado al escribirlo")
        NEVER_TRIED = "", _("ningún proceso lo intentó a tiempo")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("tipo"), max_length=20)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    address = models.EmailField(blank=True)
    about = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=10, default=present_language)
    request_id = models.CharField(max_length=64, blank=True, default=asked_by, db_default="")  # what asked for it
    status = models.CharField(_("estado"), max_length=8, choices=Status, default=Status.WAITING)
    reason = models.CharField(_("motivo"), max_length=8, choices=Reason, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)  # while it is being sent: when that counts as having failed
    good_until = models.DateTimeField()  # past this it is of no use to anybody
    finished_at = models.DateTimeField(null=True)

    objects: Any = LetterQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind", "about"], name="letter_once")]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(status="waiting"), name="letter_waiting"),
            models.Index(fields=["reason"], condition=Q(status="failed"), name="letter_failed"),
            models.Index(fields=["finished_at"], name="letter_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.get_status_display()}"

    @property
    def to(self) -> str:
        """Where it goes; empty when there is nobody any more to whom it could."""
        if self.user is None:
            return self.address
        return (self.user.is_active and self.user.email) or ""
