"""The certificate of one person's hours in a series of group sessions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.access import Allowed, Denied
from accompaniment.lib.locks import lock_all
from reports.documents.parts import campaign_data
from reports.documents.targets import DocumentTarget
from visits.models import Attendance
from visits.training.hours import in_full
from visits.training.series import SeriesHours, hours_of_series, series_of, why_not_of_series

from .attendance_certificate import NOT_ITS_ISSUER, bearer_data, place_data, post_on_the_day
from .base import DocumentRefused, Kind, Snapshot

if TYPE_CHECKING:
    from accompaniment.models import Campaign, User


class SeriesCertificate(Kind[Attendance]):
    """About a person and the last session of the series to which she was called."""

    code = "series_certificate"
    title = gettext_lazy("constancia de una serie de reuniones")
    many = gettext_lazy("constancias de una serie de reuniones")
    template = "pdf/series_certificate.html"
    target = DocumentTarget.ATTENDANCE
    says_levels = False

    def may_issue(self, user: User, target: Attendance) -> Allowed | Denied:
        """Also when the year is closed: constancias are asked for long after."""
        return Allowed() if target.session.answered_for_by(user) else Denied(NOT_ITS_ISSUER)

    def gather(self, target: Attendance, *, campaign: Campaign, by: User) -> Snapshot:
        sessions = series_of(target.session)
        found: list[SeriesHours] = hours_of_series(sessions, teacher=target.teacher_id)
        if not found:
            raise DocumentRefused(_("Esta reunión no es de una serie que ya se realizó."))
        [hours] = found
        if reason := why_not_of_series(hours, campaign.attendance_share):
            raise DocumentRefused(reason)
        self._refuse_another(target)
        return {
            "campaign": campaign_data(campaign),
            "institution": place_data(post_on_the_day(target), campaign),
            "person": bearer_data(target.teacher),
            "series": target.session.series,
            "facilitator": target.session.facilitator,
            "sessions": [
                {"kind": one.get_kind_display(), "title": one.title, "held_on": one.held_on.isoformat()}
                for one in sessions
            ],
            "came": hours.came,
            "minutes": hours.minutes,
            "hours": in_full(hours.minutes),
            "lasted": in_full(hours.lasted),
        }

    def settle(self, targets: Sequence[Attendance]) -> None:
        """Two people may have asked for it at once: one of theirs is issued."""
        if len(lock_all(Attendance.objects.filter(pk__in=[target.pk for target in targets]))) < len(targets):
            raise DocumentRefused(_("Ya no está en la lista de la reunión."))
        for target in targets:
            self._refuse_another(target)

    def request_url(self, target_id: Any) -> str:
        return reverse("reports:series_certificate", args=[target_id])

    def columns(self, target: Attendance) -> dict[str, Any]:
        return {"teacher": target.teacher, "session": target.session}

    def _refuse_another(self, target: Attendance) -> None:
        issued = target.teacher.documents.in_force().filter(kind=self.code, session__in=series_of(target.session))
        if already := issued.defer("snapshot").first():
            raise DocumentRefused(_("Ya tiene la N.° %(number)s.") % {"number": already.full_number})


SERIES_CERTIFICATE = SeriesCertificate()
