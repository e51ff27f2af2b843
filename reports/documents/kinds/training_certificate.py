"""The certificate of one person's hours of learning in one year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from accompaniment.access import Allowed, Denied, deny, reach_of
from accompaniment.models import Campaign, Teacher
from reports.documents.parts import campaign_data
from reports.documents.rights import issuing_post
from reports.documents.targets import DocumentTarget
from visits.models import Attendance
from visits.training.earning import why_not_of_year
from visits.training.hours import YearOfHours, in_full, training_record

from .attendance_certificate import bearer_data, place_data
from .base import DocumentRefused, Kind, Snapshot

if TYPE_CHECKING:
    from accompaniment.models import Post, User

NOT_ITS_ISSUER = gettext_lazy("La constancia del año la emite la especialista de la UGEL.")


class TrainingCertificate(Kind[Teacher]):
    code = "training_certificate"
    title = gettext_lazy("constancia de horas de formación")
    template = "pdf/training_certificate.html"
    target = DocumentTarget.TEACHER
    says_levels = False

    def may_issue(self, user: User, target: Teacher) -> Allowed | Denied:
        return Allowed() if _kept_post(user, target) else Denied(NOT_ITS_ISSUER)

    def gather(self, target: Teacher, *, campaign: Campaign, by: User) -> Snapshot:
        """Of the sessions of the year's own UGEL alone: another answers for its own."""
        post = _kept_post(by, target)
        if post is None or post.institution.ugel_id != campaign.ugel_id:
            raise DocumentRefused(str(NOT_ITS_ISSUER))
        year = self.year_of(target, campaign)
        if reason := why_not_of_year(year.total if year else None, campaign.attendance_share):
            raise DocumentRefused(reason)
        assert year  # noqa: S101 : without one there is a reason
        return {
            "campaign": campaign_data(campaign),
            "institution": place_data(post, campaign),
            "person": bearer_data(target),
            "kinds": [
                {"kind": one.label, "came": one.came, "hours": in_full(one.minutes)} for one in year.kinds if one.came
            ],
            "came": year.total.came,
            "minutes": year.total.minutes,
            "hours": in_full(year.total.minutes),
        }

    def ugel_of(self, user: User, teacher: Teacher) -> int:
        """The UGEL in whose name the user certifies the person's hours; a page 403 for whoever does not."""
        post = _kept_post(user, teacher)
        if post is None:
            deny(NOT_ITS_ISSUER)
        return post.institution.ugel_id

    def year_of(self, teacher: Teacher, campaign: Campaign) -> YearOfHours | None:
        """The hours that it certifies; None when the person was called to nothing that was held."""
        rows = Attendance.objects.filter(teacher=teacher, session__campaign=campaign)
        return next(iter(training_record(rows.select_related("session__campaign"))), None)

    def request_url(self, target_id: Any) -> str:
        return reverse("reports:training_certificate", args=[target_id])


TRAINING_CERTIFICATE = TrainingCertificate()


def _kept_post(user: User, teacher: Teacher) -> Post | None:
    """The post through which a specialist answers for the person."""
    post = issuing_post(user, teacher)
    return post if post and reach_of(user).keeps(post.institution.ugel_id) else None
