"""A companion's calendar: the months, the year proposed, and the address that a phone reads it from."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accompaniment.access import AuthedRequest, deny, get_visible_or_404, reach_of
from accompaniment.campaigns.blocks import names_without_children
from accompaniment.lib.drafts import login_required
from accompaniment.models import Campaign, Companion
from visits.plan.feeds import SINCE, calendar_file
from visits.plan.models import CalendarFeed, Proposal, calendars_of
from visits.plan.months import day_of, month_of, span_of
from visits.plan.moves import warnings_of_day, was_just_planned
from visits.plan.one_day import people_for
from visits.plan.services import confirm_year, preview_year, renew_feed, revoke_feed, undo_proposal, undoable
from visits.record.models.visits import Visit, VisitQuerySet


@login_required
@require_safe
def my_calendar(request: AuthedRequest) -> HttpResponse:
    """Go to one's own calendar; who accompanies in two UGELs goes to the first and finds the other there."""
    own = reach_of(request.user).first_companion
    if own is None:
        deny(_("El calendario es de quien acompaña."))
    return redirect("visits:calendar", own)


def _companion(request: AuthedRequest, companion_id: int) -> Companion:
    return get_visible_or_404(calendars_of(request.user).select_related("user", "ugel"), pk=companion_id)


def _campaigns(companion: Companion, first: date, last: date) -> list[Campaign]:
    """The campaigns of her UGEL that have a day between these two."""
    return list(Campaign.objects.filter(ugel=companion.ugel_id, starts_on__lte=last, ends_on__gte=first))


def _days_off(companion: Companion, first: date) -> dict[date, str]:
    """The days without children around a month, of whichever campaign they are."""
    span = span_of(first)
    found: dict[date, str] = {}
    for campaign in _campaigns(companion, *span):
        found |= names_without_children(campaign, *span)
    return found


def _asked_month(request: AuthedRequest) -> date:
    """The first day of the month asked for as `?month=2027-04`; this month otherwise."""
    return day_of(f"{request.GET.get('month', '')}-01") or timezone.localdate().replace(day=1)


@login_required
@require_safe
def calendar(request: AuthedRequest, companion_id: int) -> HttpResponse:
    companion = _companion(request, companion_id)
    campaign = Campaign.objects.to_assign(companion.ugel_id)
    first = _asked_month(request)
    visits = _visits(request, companion).filter(visited_on__range=span_of(first))
    is_own = reach_of(request.user).works_as(companion.pk)
    context = {
        "companion": companion,
        "campaign": campaign,
        "month": month_of(first, visits, _days_off(companion, first)),
        "today": timezone.localdate(),
        "proposals": Proposal.objects.filter(companion=companion, campaign=campaign).annotate(n=Count("rows")),
        "just_planned": _just_planned(request, companion) if is_own else None,
        "is_own": is_own,
        "others": Companion.objects.of_person(request.user).exclude(pk=companion.pk).select_related("ugel"),
    }
    return render(request, "visits/plan/calendar.html", context)


def _visits(request: AuthedRequest, companion: Companion) -> VisitQuerySet:
    visits = Visit.objects.visible_to(request.user).filter(companion=companion).exclude(status=Visit.Status.CANCELLED)
    return visits.for_list().order_by("visited_on", "starts_at", "teacher__search_name")


def _just_planned(request: AuthedRequest, companion: Companion) -> Visit | None:
    """The visit that `?planned=` names, while planning it can be undone."""
    try:
        asked = uuid.UUID(request.GET.get("planned", ""))
    except ValueError:
        return None
    visit: Visit | None = _visits(request, companion).filter(pk=asked).first()
    return visit if visit and was_just_planned(visit) else None


@login_required
@require_safe
def calendar_day(request: AuthedRequest, companion_id: int) -> HttpResponse:
    """A day (`?day=2027-04-13`; today otherwise): its visits and, before it is over, whom she can visit on it."""
    companion = _companion(request, companion_id)
    today = timezone.localdate()
    day = day_of(request.GET.get("day", "")) or today
    visits = list(_visits(request, companion).filter(visited_on=day))
    is_own = reach_of(request.user).works_as(companion.pk)
    plans = is_own and day >= today
    context = {
        "companion": companion,
        "campaign": Campaign.objects.to_assign(companion.ugel_id),
        "day": day,
        "today": today,
        "visits": visits,
        "is_own": is_own,
        "people": people_for(day, user=request.user, companion=companion) if plans else None,
        "warnings": warnings_of_day(day, campaigns=_campaigns(companion, day, day), visits=len(visits)),
        "new_id": uuid.uuid4(),
    }
    return render(request, "visits/plan/calendar_day.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_propose(request: AuthedRequest, companion_id: int) -> HttpResponse:
    """Show the year as it would be, and put it on the calendar once it is confirmed."""
    companion = _companion(request, companion_id)
    campaign = Campaign.objects.prefetch_related("phases").to_assign(companion.ugel_id)
    if campaign is None:
        messages.info(request, _("La UGEL no tiene un año abierto: sin él no hay qué proponer."))
        return redirect("visits:calendar", companion.pk)
    if request.method == "POST" and _confirmed(request, companion, campaign):
        return redirect("visits:calendar", companion.pk)
    context = {
        "companion": companion,
        "campaign": campaign,
        "preview": preview_year(companion=companion, campaign=campaign),
        "proposal_id": uuid.uuid4(),
    }
    return render(request, "visits/plan/calendar_propose.html", context)


def _confirmed(request: AuthedRequest, companion: Companion, campaign: Campaign) -> bool:
    try:
        proposal_id = uuid.UUID(request.POST.get("proposal", ""))
        count = confirm_year(
            proposal_id=proposal_id,
            companion=companion,
            campaign=campaign,
            digest=request.POST.get("digest", ""),
            by=request.user,
        )
    except ValueError:
        return False
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return False
    message = ngettext("%(n)d visita quedó en el calendario.", "%(n)d visitas quedaron en el calendario.", count)
    messages.success(request, message % {"n": count})
    return True


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_undo(request: AuthedRequest, proposal_id: uuid.UUID) -> HttpResponse:
    visible = Proposal.objects.visible_to(request.user).select_related("companion__user", "campaign")
    proposal = get_visible_or_404(visible, pk=proposal_id)
    try:
        visits = undoable(proposal)
        if request.method == "POST":
            count = undo_proposal(proposal=proposal)
            message = ngettext("%(n)d visita salió del calendario.", "%(n)d visitas salieron del calendario.", count)
            messages.success(request, message % {"n": count})
            return redirect("visits:calendar", proposal.companion_id)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("visits:calendar", proposal.companion_id)
    return render(request, "visits/plan/calendar_undo.html", {"proposal": proposal, "visits": visits})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_address(request: AuthedRequest, companion_id: int) -> HttpResponse:
    """Make, change or end the secret address of one's own calendar; a new one is shown as the answer, and only then."""
    companion = _companion(request, companion_id)
    if not reach_of(request.user).works_as(companion.pk):
        deny(_("La dirección de un calendario es solo de su dueña."))
    address = ""
    if request.method == "POST" and "revoke" in request.POST:
        revoke_feed(companion=companion)
        messages.success(request, _("La dirección quedó anulada: ya nadie lee tu calendario con ella."))
        return redirect("visits:calendar_address", companion.pk)
    if request.method == "POST":
        address = request.build_absolute_uri(reverse("visits:feed", args=[renew_feed(companion=companion)]))
    feed = CalendarFeed.objects.filter(companion=companion).first()
    return render(
        request, "visits/plan/calendar_address.html", {"companion": companion, "feed": feed, "address": address}
    )


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """Public for whoever has the secret address: the companion's visits, without anybody's name."""
    found = CalendarFeed.objects.opened_by(token)
    if found is None:
        raise Http404
    visits = (
        Visit.objects.filter(companion=found.companion_id, visited_on__gte=timezone.localdate() - SINCE)
        .select_related("institution")
        .order_by("visited_on", "id")
    )
    content = calendar_file(visits)
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": "private, max-age=900", "X-Robots-Tag": "noindex"}
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
    return get_conditional_response(request, etag=etag, response=response) or response
