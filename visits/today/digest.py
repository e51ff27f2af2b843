"""The daily e-mail: what waits for a person, once a day, unless nothing waits or it was muted.

Alerts can't be muted: whoever must act on one is told every day until it is said what was done.
"""

from __future__ import annotations

import logging
from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accompaniment.access import reach_of
from accompaniment.models import User
from visits.alerts.waiting import open_alerts_of

from .models import DigestSent
from .waiting import Waiting, waiting_for_accompanied, waiting_for_companion

log = logging.getLogger(__name__)


def send_digests(*, day: date | None = None) -> int:
    """Send today's e-mails and return how many; whoever has one already gets no second one.

    It is claimed before it is sent, outside of any transaction: a mail server may take its time.
    """
    day = day or timezone.localdate()
    people = User.objects.filter(is_active=True, email__isnull=False)
    waiting = people.exclude(pk__in=DigestSent.objects.filter(day=day).values("user"))
    return sum(_send(user, day) for user in waiting.select_related("teacher").iterator(chunk_size=500))


def _send(user: User, day: date) -> bool:
    parts = parts_for(user, day)
    if not parts:
        return False
    claim, is_mine = DigestSent.objects.get_or_create(user=user, day=day)
    if not is_mine:
        return False
    try:
        letter(user, parts).send()
    except OSError as error:  # the mail server's trouble, not this person's: the next run tries again
        claim.delete()
        log.warning("A digest could not be sent: %s", type(error).__name__)
        return False
    return True


def parts_for(user: User, day: date) -> dict[str, Waiting]:
    """What waits for the user in each of their roles, alerts first and, to whom muted the rest, alone."""
    reach = reach_of(user)
    parts = {"alerts": Waiting(alerts=open_alerts_of(user).count())}
    if not user.wants_digest:
        return {name: part for name, part in parts.items() if part}
    if reach.is_companion or reach.is_former_companion:
        parts["companion"] = waiting_for_companion(user, day)
    if reach.is_accompanied:
        parts["accompanied"] = waiting_for_accompanied(user, day)
    return {name: part for name, part in parts.items() if part}


def letter(user: User, parts: dict[str, Waiting]) -> EmailMessage:
    """Return the e-mail; its subject names nobody."""
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "parts": parts,
            "home_url": settings.SITE_URL + reverse("home"),
            "mute_url": settings.SITE_URL + reverse("reminders"),
        }
        body = render_to_string("visits/today/email/digest_message.txt", context)
        return EmailMessage(subject=_("Tu día en Acompaña"), body=body, to=[str(user.email)])
