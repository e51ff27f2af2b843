"""The daily e-mail: what waits for a person, once a day, unless nothing waits, nothing changed or it was muted.

Alerts can't be muted: whoever must act on one is told every working day until it is said what was done.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.access import reach_of
from accompaniment.letters.kinds import Written
from accompaniment.letters.models import Letter
from accompaniment.letters.services import post
from accompaniment.models import User
from visits.alerts.waiting import open_alerts_of

from .models import DigestSent
from .waiting import Waiting, sessions_of_next_day, waiting_for_accompanied, waiting_for_companion

SUNDAY = 6
NOON = time(12)


def post_digests(*, now: datetime | None = None) -> None:
    """Have today's e-mail written for everyone who has an address, until noon and on no Sunday.

    It may be asked again and again: that is how what was missed early still goes.
    """
    local = timezone.localtime(now)
    noon = timezone.make_aware(datetime.combine(local, NOON))
    if local.weekday() == SUNDAY or local >= noon:
        return
    people = User.objects.filter(is_active=True, email__isnull=False).values_list("pk", flat=True)
    day = local.date().isoformat()
    post(
        Letter(kind="digest", user_id=user, about=day, good_until=noon, language=settings.LANGUAGE_CODE)
        for user in people
    )


def write(letter: Letter) -> Written | None:
    """Write the e-mail of its day; None when nothing waits, or only what was told already. Its subject names nobody."""
    user: Any = letter.user
    day = date.fromisoformat(letter.about)
    parts = parts_for(user, day)
    said = _said(parts)
    if day < timezone.localdate() or not parts or (_told_before(user, day) == said and "alerts" not in parts):
        return None
    mute_url = settings.SITE_URL + reverse("reminders")
    context = {"parts": parts, "home_url": settings.SITE_URL + reverse("home"), "mute_url": mute_url}
    return Written(
        _("Tu día en Acompaña"),
        render_to_string("visits/today/email/digest_message.txt", context),
        partial(DigestSent.objects.update_or_create, {"said": said}, user=user, day=day),
        {"List-Unsubscribe": f"<{mute_url}>"},
    )


def parts_for(user: User, day: date) -> dict[str, Waiting]:
    """What waits for the user in each of their roles, alerts first and, to whom muted the rest, alone."""
    reach = reach_of(user)
    parts = {"alerts": Waiting(alerts=open_alerts_of(user).count())}
    if not user.wants_digest:
        return {name: part for name, part in parts.items() if part}
    parts["sessions"] = Waiting(sessions=sessions_of_next_day(user, day))
    if reach.is_companion or reach.is_former_companion:
        parts["companion"] = waiting_for_companion(user, day)
    if reach.is_accompanied:
        parts["accompanied"] = waiting_for_accompanied(user, day)
    return {name: part for name, part in parts.items() if part}


def _told_before(user: User, day: date) -> str:
    """What the last e-mail before this day told; empty without one in a week, after which it may be told again."""
    before = DigestSent.objects.filter(user=user, day__lt=day, day__gte=day - timedelta(days=7))
    return before.order_by("-day").values_list("said", flat=True).first() or ""


def _said(parts: dict[str, Waiting]) -> str:
    """A digest of what waits: which visits, how many commitments."""
    told = [(name, what, _keys(rows)) for name, part in parts.items() for what, rows in sorted(vars(part).items())]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _keys(rows: Any) -> Any:
    return sorted(str(row.pk) for row in rows) if isinstance(rows, list) else rows
