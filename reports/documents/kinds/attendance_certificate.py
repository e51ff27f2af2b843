"""The certificate of one person's hours in one group session."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.access import Allowed, Denied, in_force
from accompaniment.lib.locks import lock_all
from accompaniment.models import Post
from reports.documents.parts import SIGNS_AS, campaign_data
from reports.documents.targets import DocumentTarget
from visits.models import Attendance
from visits.training.earning import why_not_of_session
from visits.training.hours import in_full

from .base import DocumentRefused, Kind, Snapshot

if TYPE_CHECKING:
    from accompaniment.models import Campaign, Teacher, User

NOT_ITS_ISSUER = gettext_lazy("Las constancias las emite quien conduce la reunión o la especialista de la UGEL.")


class AttendanceCertificate(Kind[Attendance]):
    code = "attendance_certificate"
    title = gettext_lazy("constancia de participación")
    many = gettext_lazy("constancias de participación")
    template = "pdf/attendance_certificate.html"
    target = DocumentTarget.ATTENDANCE
    says_levels = False
    made_at_once = 10

    def may_issue(self, user: User, target: Attendance) -> Allowed | Denied:
        """Also when the year is closed: constancias are asked for long after."""
        return Allowed() if target.session.answered_for_by(user) else Denied(NOT_ITS_ISSUER)

    def gather(self, target: Attendance, *, campaign: Campaign, by: User) -> Snapshot:
        if reason := why_not_of_session(target):
            raise DocumentRefused(reason)
        self._refuse_another([target])
        post = _post_on_the_day(target)
        return {
            "campaign": campaign_data(campaign),
            "institution": place_data(post, campaign),
            "person": bearer_data(target.teacher),
            "session": _session(target),
            "minutes": target.minutes,
            "hours": in_full(target.minutes),
        }

    def settle(self, targets: Sequence[Attendance]) -> None:
        """Two people may have asked for it at once: one of theirs is issued."""
        if len(lock_all(Attendance.objects.filter(pk__in=[target.pk for target in targets]))) < len(targets):
            raise DocumentRefused(_("Ya no está en la lista de la reunión."))
        self._refuse_another(targets)

    def request_url(self, target_id: Any) -> str:
        return reverse("reports:attendance_certificate", args=[target_id])

    def columns(self, target: Attendance) -> dict[str, Any]:
        return {"teacher": target.teacher, "session": target.session}

    def _refuse_another(self, targets: Sequence[Attendance]) -> None:
        for session, of_session in groupby(targets, attrgetter("session")):
            issued = session.documents.in_force().filter(kind=self.code, teacher__in=[t.teacher_id for t in of_session])
            if already := issued.defer("snapshot").first():
                raise DocumentRefused(_("Ya tiene la N.° %(number)s.") % {"number": already.full_number})


ATTENDANCE_CERTIFICATE = AttendanceCertificate()


def bearer_data(teacher: Teacher) -> dict[str, Any]:
    """Whose certificate it is, in words that fit every person."""
    return {
        "name": teacher.full_name,
        "document_type": str(teacher.get_document_type_display()),
        "document": teacher.document_number,
        "office": str(SIGNS_AS[teacher.kind]),
        "is_promoter": teacher.kind == teacher.Kind.PROMOTER,
    }


def place_data(post: Post | None, campaign: Campaign) -> dict[str, Any]:
    """In whose name it is issued, and where the person works; nowhere that the UGEL knows of without a post."""
    place = post.institution if post else None
    return {
        "id": place.pk if place else None,
        "name": place.name if place else "",
        "code": place.code if place else "",
        "ugel": campaign.ugel.name,
        "region": campaign.ugel.region.name,
    }


def _post_on_the_day(attendance: Attendance) -> Post | None:
    session = attendance.session
    posts = Post.objects.filter(
        in_force(session.held_on), teacher=attendance.teacher_id, institution__ugel=session.campaign.ugel_id
    )
    return posts.select_related("institution").order_by(F("ends_on").desc(nulls_first=True), "-starts_on").first()


def _session(attendance: Attendance) -> dict[str, Any]:
    session = attendance.session
    return {
        "kind": str(session.get_kind_display()),
        "title": session.title,
        "place": session.place,
        "held_on": session.held_on.isoformat(),
        "facilitator": session.facilitator,
    }
