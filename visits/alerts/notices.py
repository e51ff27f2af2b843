"""The e-mails that tell of an alert: at once, to each person once, and without a word of what happened."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.letters.kinds import Written
from accompaniment.letters.models import Letter
from accompaniment.letters.services import post

from .models import AlertNotice

TRIED_FOR = timedelta(days=30)


def post_notices() -> None:
    """Have everyone written to who was told and has an e-mail, by now: who had none at first may have one today."""
    now = timezone.now()
    unsent = AlertNotice.objects.filter(sent_at=None, user__email__isnull=False, alert__raised_at__gt=now - TRIED_FOR)
    post(
        Letter(kind="alert", user_id=user, about=str(key), good_until=now + TRIED_FOR, language=settings.LANGUAGE_CODE)
        for key, user in unsent.values_list("pk", "user")
    )


def write(letter: Letter) -> Written | None:
    """Write the e-mail, which says only that there is something to read today, and where."""
    notice = AlertNotice.objects.filter(pk=letter.about).first()
    if notice is None:
        return None
    link = settings.SITE_URL + reverse("visits:alert", args=[notice.alert_id])
    body = render_to_string("visits/alerts/email/notice_message.txt", {"alert_url": link})
    sent = AlertNotice.objects.filter(pk=notice.pk)
    return Written(_("Un aviso urgente te espera en Acompaña"), body, lambda: sent.update(sent_at=timezone.now()))
