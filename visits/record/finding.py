"""Of which visit a form is: the visit itself, the assignment it is made for, and the version it is scored with."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.access import Allowed, Denied, get_visible_or_404
from accompaniment.lib.text import whole_number
from accompaniment.models import Assignment, Post, User
from rubrics.instruments.published import ever_published_version
from rubrics.models import InstrumentVersion
from visits.alerts.models import Alert
from visits.record.models.submissions import Submission
from visits.record.models.visits import Visit, VisitQuerySet

from .record import OpenedVisit

WITH_PEOPLE = ("campaign__ugel", "companion__user", "post__teacher", "post__institution__ugel")
ABOUT_NOW = timedelta(days=14)  # a visit that is planned within it, before or after, is the one to make
LATELY = 5  # submissions that a page knows to be in
NO_INSTRUMENT = gettext_lazy("Todavía no hay un instrumento publicado para esta plaza. Pídelo a tu especialista.")


def open_visit(
    user: User, visit_id: uuid.UUID, visit: Visit | None, *, assignment_id: str, version_id: str
) -> OpenedVisit | Denied:
    """Return the visit as it may be written: a known one as it is, another one by what its form says of itself.

    Denied when no instrument is in use; Http404 when the form is of no assignment that the person may see.
    """
    if visit:
        return open_known(user, visit)
    return _open_new(user, visit_id, _find_assignment(user, assignment_id), version_id)


def open_known(user: User, visit: Visit) -> OpenedVisit:
    return OpenedVisit(visit.pk, visit, visit.assignment, visit.version, visit.receivable_by(user))


def find_visit(user: User, visit_id: uuid.UUID) -> Visit | None:
    """The visit if the server knows it; 404 when it does and the person may not see it."""
    if not Visit.objects.filter(pk=visit_id).exists():  # most that is sent is new: asked first, it costs least
        return None
    raised = Alert.objects.filter(visit=OuterRef("pk"), raised_by=user)
    visible = _with_people(Visit.objects.visible_to(user)).annotate(has_alerts=Exists(raised))
    return get_visible_or_404(visible, pk=visit_id)


def _with_people(visits: VisitQuerySet) -> VisitQuerySet:
    return visits.select_related(*(f"assignment__{name}" for name in WITH_PEOPLE), "version__instrument", "campaign")


@dataclass(frozen=True)
class PassedOn:
    """A planned visit that passed to another companion while the user had its form open. Nothing that it says is shown.

    What the user made of it is a visit of their `own`, once it is received, under the assignment that they had.
    """

    planned: Visit
    assignment: Assignment
    own_id: uuid.UUID  # the same one, whichever form of the planned visit is sent
    own: Visit | None

    def parked(self, user: User) -> Submission | None:
        """What the user last sent of the planned visit that lacked something and was parked."""
        return self.planned.submissions.filter(author=user, outcome=Submission.Outcome.HELD).last()


def passed_on(user: User, visit_id: uuid.UUID) -> PassedOn:
    """The planned visit with that key, which has another companion by now; 404 when it was never the user's to make."""
    planned = Visit.objects.exclude(planned_on=None).select_related("companion__user", "assignment")
    visit = planned.filter(pk=visit_id).first()
    assignment = visit and _handed_over_by(user, visit.assignment)
    if not (visit and assignment):
        raise Http404
    own_id = uuid.uuid5(visit.pk, f"assignment {assignment.pk}")
    return PassedOn(visit, assignment, own_id, _with_people(Visit.objects.all()).filter(pk=own_id).first())


def open_own(user: User, passed: PassedOn, version_id: str) -> OpenedVisit | Denied:
    """Return the user's own visit as it may be written, in the place of the planned one; Denied without instrument."""
    if passed.own:
        return open_known(user, passed.own)
    return _open_new(user, passed.own_id, passed.assignment, version_id)


def _open_new(user: User, visit_id: uuid.UUID, assignment: Assignment, version_id: str) -> OpenedVisit | Denied:
    version = _version_opened(assignment, version_id)
    if version is None:
        return Denied(NO_INSTRUMENT)
    return OpenedVisit(visit_id, None, assignment, version, assignment.recordable_by(user))


def _handed_over_by(user: User, now: Assignment) -> Assignment | None:
    """The user's last assignment to this person that had ended when another companion's began."""
    former = Assignment.objects.select_related(*WITH_PEOPLE).filter(post=now.post_id, campaign=now.campaign_id)
    return former.filter(companion__user=user, ends_on__lt=now.starts_on).order_by("-ends_on", "-pk").first()


def known_visit(user: User, visit_id: uuid.UUID) -> Visit:
    """A visit that the server knows and the person may see; 404 when it is none."""
    visit = find_visit(user, visit_id)
    if visit is None:
        raise Http404
    return visit


def planned_about_now(assignment: Assignment) -> list[Visit]:
    """The visits of the assignment that are planned for these days, the earliest first."""
    today = timezone.localdate()
    near = Visit.objects.planned().filter(visited_on__range=(today - ABOUT_NOW, today + ABOUT_NOW))
    return list(near.filter(assignment=assignment).order_by("visited_on", "pk"))


def version_for(assignment: Assignment) -> InstrumentVersion:
    """The version in use for an assignment today; without one, a refusal that says so."""
    version = _version_in_use(assignment)
    if version is None:
        raise PermissionDenied(NO_INSTRUMENT)
    return version


def received_contents(visit: Visit | None, user: User) -> str:
    """The digests of what this person sent lately and is in: a browser may let go of a copy that says the same."""
    if visit is None:
        return ""
    sent = visit.submissions.filter(author=user).whole().order_by("-received_at")
    return " ".join(content_digest(payload) for payload in sent.values_list("payload", flat=True)[:LATELY])


def content_digest(payload: Mapping[str, list[str]]) -> str:
    """The digest of what a submission says, whatever its id and revision; static/js/copies.js makes the same."""
    said = sorted((name, values) for name, values in payload.items() if name not in ("submission", "base_revision"))
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def unsettled(visit: Visit | None, user: User) -> list[Submission]:
    """What the user still has to look at: what lacks something, and what another one came before; the latest first."""
    if visit is None:
        return []
    mine = visit.submissions.of_writer(user).filter(outcome__in=Submission.UNSETTLED)
    return list(mine.order_by("-received_at"))


def may_compare(visit: Visit, user: User) -> Allowed | Denied:
    """Whether the user may look at the versions of this visit, and if not, why."""
    if visit.submissions.of_writer(user).exists():
        return Allowed()
    return Denied(_("Solo quien escribió las dos versiones decide cuál queda."))


def version_of(visit: Visit, user: User, submission_id: uuid.UUID) -> Submission:
    """A version that the user wrote, or received with the visit; 404 when it is none, or no longer whole."""
    return get_visible_or_404(visit.submissions.of_writer(user).whole().select_related("author"), pk=submission_id)


def with_two_versions(visits: VisitQuerySet) -> VisitQuerySet:
    """Those that may still be written and have a version that nobody has compared with what is saved."""
    waiting = Submission.objects.waiting().order_by().values("visit")  # few: asked first
    open_ones = visits.filter(status__in=[*Visit.AHEAD, Visit.Status.IN_PROGRESS], campaign__closed_at=None)
    return open_ones.filter(pk__in=waiting)


def _find_assignment(user: User, asked: str) -> Assignment:
    key = whole_number(asked)
    if key is None:
        raise Http404
    if own := _own_assignment(user, key):
        return own
    return get_visible_or_404(Assignment.objects.visible_to(user).select_related(*WITH_PEOPLE), pk=key)


def _own_assignment(user: User, pk: int) -> Assignment | None:
    """An assignment that is or was the user's own, nearly always what is asked: what else they see is not asked then.

    In two questions, because the database takes longer to plan one of six tables than to answer both.
    """
    try:
        assignment = Assignment.objects.select_related("campaign", "companion").get(pk=pk)
    except Assignment.DoesNotExist:
        return None
    if assignment.companion.user_id != user.pk:
        return None
    assignment.post = Post.objects.select_related("teacher", "institution").get(pk=assignment.post_id)
    return assignment


def _version_opened(assignment: Assignment, asked: str) -> InstrumentVersion | None:
    """The version that the form was opened with, even if another one was published while it was being filled in."""
    key = whole_number(asked)
    version = ever_published_version(key) if key is not None else None
    if version and version.suits(assignment.post, assignment.campaign):
        return version
    return _version_in_use(assignment)


def _version_in_use(assignment: Assignment) -> InstrumentVersion | None:
    versions = InstrumentVersion.objects.select_related("instrument")
    return versions.for_post(assignment.post, timezone.localdate(), assignment.campaign)
