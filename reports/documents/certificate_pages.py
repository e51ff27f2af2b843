"""Certificates of hours: of a session or a series for all who came, of either for one person, of a person's year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accompaniment.access import get_visible_or_404, require
from accompaniment.audit.services import log_access
from accompaniment.lib.drafts import login_required
from accompaniment.lib.text import whole_number
from accompaniment.models import AccessLogEntry, Campaign, Teacher
from accompaniment.people.guards import follows_joined_records
from reports.documents.kinds import ATTENDANCE_CERTIFICATE, SERIES_CERTIFICATE, TRAINING_CERTIFICATE
from reports.documents.kinds.base import DocumentRefused, Kind
from visits.models import Attendance, GroupSession
from visits.training.series import series_of

from .certificates import Certifiable, certifiable, certifiable_in_series
from .requests import request_batch, request_document

if TYPE_CHECKING:
    from accompaniment.access import AuthedRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_certificates(request: AuthedRequest, session_id: UUID) -> HttpResponse:
    """Say who of a session gets a certificate and who does not; on POST, ask for those of who stayed ticked."""
    visible = GroupSession.objects.visible_to(request.user).select_related("campaign__ugel")
    session = get_visible_or_404(visible, pk=session_id)
    require(ATTENDANCE_CERTIFICATE.may_issue(request.user, Attendance(session=session)))
    context = {"title": _("Constancias de la reunión"), "in_series": series_of(session)}
    return _many(request, ATTENDANCE_CERTIFICATE, session, certifiable(session), context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def series_certificates(request: AuthedRequest, session_id: UUID) -> HttpResponse:
    """The same of all sessions of its series together."""
    visible = GroupSession.objects.visible_to(request.user).select_related("campaign__ugel")
    session = get_visible_or_404(visible, pk=session_id)
    require(SERIES_CERTIFICATE.may_issue(request.user, Attendance(session=session)))
    context = {"title": _("Constancias de la serie"), "series": series_of(session)}
    return _many(request, SERIES_CERTIFICATE, session, certifiable_in_series(session), context)


def _many(
    request: AuthedRequest, kind: Kind[Any], session: GroupSession, found: Certifiable, context: dict[str, Any]
) -> HttpResponse:
    if request.method == "POST":
        ticked = set(map(whole_number, request.POST.getlist("people")))
        if wanted := [row for row in found.ready if row.pk in ticked]:
            campaign = session.campaign
            batch = request_batch(kind=kind, targets=wanted, campaign=campaign, by=request.user, session=session)
            return redirect("reports:batch", batch.pk)
        messages.info(request, _("Marca al menos a una persona."))
    context |= {"session": session, "found": found}
    return render(request, "reports/documents/session_certificates.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attendance_certificate(request: AuthedRequest, attendance_id: int) -> HttpResponse:
    """Say what the certificate of one person in one session says, or why there is none; on POST, ask for it."""
    visible = Attendance.objects.visible_to(request.user).select_related(
        "teacher", "session__campaign__ugel__region", "session__criterion"
    )
    attendance = get_visible_or_404(visible, pk=attendance_id)
    require(ATTENDANCE_CERTIFICATE.may_issue(request.user, attendance))
    campaign = attendance.session.campaign
    context = {"title": attendance.session, "back": attendance.session.get_absolute_url()}
    return _one(request, ATTENDANCE_CERTIFICATE, attendance, campaign, attendance.teacher, context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def series_certificate(request: AuthedRequest, attendance_id: int) -> HttpResponse:
    """The same of the series in which that session stands."""
    visible = Attendance.objects.visible_to(request.user).select_related("teacher", "session__campaign__ugel__region")
    attendance = get_visible_or_404(visible, pk=attendance_id)
    session = attendance.session
    require(SERIES_CERTIFICATE.may_issue(request.user, attendance))
    context = {"title": session.series or session, "back": session.get_absolute_url()}
    return _one(request, SERIES_CERTIFICATE, attendance, session.campaign, attendance.teacher, context)


@login_required
@follows_joined_records
@require_http_methods(["GET", "HEAD", "POST"])
def training_certificate(request: AuthedRequest, teacher_id: UUID) -> HttpResponse:
    """The same of a year of the person, `?year=`, by default the one that runs."""
    teacher = get_visible_or_404(Teacher.objects.visible_to(request.user), pk=teacher_id)
    campaign = _year_of(request, teacher)
    context = {"title": _("año %(year)s") % {"year": campaign.year}, "back": f"{teacher.get_absolute_url()}#training"}
    return _one(request, TRAINING_CERTIFICATE, teacher, campaign, teacher, context)


def _year_of(request: AuthedRequest, teacher: Teacher) -> Campaign:
    """The year asked for, of the UGEL that answers for the person; a page 404 where it has none."""
    ugel = TRAINING_CERTIFICATE.ugel_of(request.user, teacher)
    campaigns = Campaign.objects.select_related("ugel__region")
    asked = whole_number(request.GET.get("year", ""))
    found = campaigns.filter(ugel=ugel, year=asked).first() if asked is not None else campaigns.current(ugel)
    if found is None:
        raise Http404
    return found


def _one(
    request: AuthedRequest, kind: Kind[Any], target: Any, campaign: Campaign, teacher: Teacher, context: dict[str, Any]
) -> HttpResponse:
    if request.method == "POST":
        return redirect(request_document(kind=kind, target=target, campaign=campaign, by=request.user))
    try:
        context["certificate"] = kind.gather(target, campaign=campaign, by=request.user)
    except DocumentRefused as refused:
        context["refusal"] = str(refused)
    log_access(by=request.user, what=AccessLogEntry.What.PERSON, teacher=teacher, ugel=campaign.ugel)
    return render(request, "reports/documents/certificate.html", {"teacher": teacher, **context})
