"""The e-mails that tell of an alert: at once, to each person once, and without a word of what happened."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from .models import AlertNotice

log = logging.getLogger(__name__)
TRIED_FOR = timedelta(days=30)


def send_notices() -> int:
    """Send what was not sent yet and return how many; what the mail server refuses is tried again the next time.

    Each is claimed before it is sent, outside of any transaction: a mail server may take its time.
    """
    since = timezone.now() - TRIED_FOR
    waiting = AlertNotice.objects.filter(sent_at=None, user__email__isnull=False, alert__raised_at__gt=since)
    return sum(_send(notice) for notice in waiting.select_related("user"))


def _send(notice: AlertNotice) -> bool:
    unsent = AlertNotice.objects.filter(pk=notice.pk, sent_at=None)
    if not unsent.update(sent_at=timezone.now()):
        return False
    try:
        letter(notice).send()
    except OSError as error:
        AlertNotice.objects.filter(pk=notice.pk).update(sent_at=None)
        log.warning("An e-mail about an alert could not be sent: %s", type(error).__name__)
        return False
    return True


def letter(notice: AlertNotice) -> EmailMessage:
    """Return the e-mail, which says only that there is something to read today, and where."""
    with translation.override(settings.LANGUAGE_CODE):
        context = {"alert_url": settings.SITE_URL + reverse("visits:alert", args=[notice.alert_id])}
        body = render_to_string("visits/alerts/email/notice_message.txt", context)
        return EmailMessage(subject=_("Un aviso urgente te espera en Acompaña"), body=body, to=[str(notice.user.email)])
