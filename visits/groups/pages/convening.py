"""Group sessions before they are held: the list, themes, and convening one."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accompaniment.access import AuthedRequest, deny, get_visible_or_404, reach_of
from accompaniment.campaigns.session_kinds.models import kind_of
from accompaniment.lib.drafts import login_required, typed
from accompaniment.lib.paging import page_of
from accompaniment.lib.refusals import is_done
from accompaniment.lib.sorting import sorting_of
from accompaniment.lib.text import whole_number
from accompaniment.models import Campaign, Teacher, User
from visits.groups.forms import CancelSessionForm, InviteForm, SessionForm
from visits.groups.guards import (
    criteria_for,
    kinds_for,
    may_convene,
    posts_to_call,
    require_sessions,
    ugel_of,
    writable_session,
)
from visits.groups.models import GroupSession
from visits.groups.narrowing import NetworkForm, SessionFilter
from visits.groups.services import (
    SessionData,
    cancel_session,
    change_session,
    convene_session,
    invite,
    take_off,
    warnings_before,
)
from visits.groups.themes import Theme, people_below, themes_for
from visits.groups.warnings import busy_among, warnings_of

PAGE_SIZE = 25


@login_required
@require_safe
def session_list(request: AuthedRequest) -> HttpResponse:
    require_sessions(request.user)
    found = SessionFilter(request.GET, queryset=GroupSession.objects.visible_to(request.user))
    sorting = sorting_of(request, day="held_on", title="search_name", kind="kind", state="state")
    page = page_of(request, sorting.rows(found.qs), size=PAGE_SIZE)
    context = {"filter": found, "page": page, "sorting": sorting, "may_convene": may_convene(reach_of(request.user))}
    return render(request, "visits/groups/list.html", context)


@login_required
@require_safe
def theme_list(request: AuthedRequest) -> HttpResponse:
    """What the visits of her people show that a group could work on."""
    ugel = _ugel_to_convene_in(request)
    form = NetworkForm(request.GET, ugel=ugel)
    campaign = Campaign.objects.current(ugel)
    posts = form.narrow(posts_to_call(request.user, ugel))
    themes = themes_for(request.user, posts, campaign) if campaign else []
    context = {"form": form, "themes": themes, "chooses_network": reach_of(request.user).is_specialist}
    return render(request, "visits/groups/themes.html", context)


def _ugel_to_convene_in(request: AuthedRequest) -> int:
    if not may_convene(reach_of(request.user)):
        deny(_("Las reuniones las convoca quien acompaña, dirige o coordina en la UGEL."))
    return ugel_of(request.user)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_new(request: AuthedRequest) -> HttpResponse:
    """`?criterion=` names the theme that it is convened for."""
    ugel = _ugel_to_convene_in(request)
    theme = _asked_theme(request, ugel)
    form = SessionForm(
        typed(request),
        row=None,
        kinds=kinds_for(reach_of(request.user), _year_to_convene_in(ugel)),
        criteria=criteria_for(request.user),
        initial=_initial(theme),
    )
    if request.method == "POST" and form.is_valid() and form.goes_on(_said(ugel, request.user, form.session())):
        data = form.session()
        evidence = theme.as_stored() if theme and theme.criterion == data.criterion else None
        key = form.cleaned_data["session_id"]
        session = form.attempt(
            convene_session, session_id=key, ugel=ugel, by=request.user, data=data, evidence=evidence
        )
        if session:
            messages.success(request, _("La reunión quedó convocada. Ahora di a quiénes llamas."))
            return redirect("visits:session_invite", session.pk)
    return render(request, "visits/groups/new.html", {"form": form, "theme": theme})


def _said(ugel: int, by: User | None, data: SessionData, session: GroupSession | None = None) -> list[str]:
    return [one.said for one in warnings_before(ugel=ugel, by=by, data=data, session=session)]


def _year_to_convene_in(ugel: int) -> Campaign | None:
    return Campaign.objects.to_assign(ugel) or Campaign.objects.current(ugel)


def _asked_theme(request: AuthedRequest, ugel: int) -> Theme | None:
    asked, campaign = whole_number(request.GET.get("criterion", "")), Campaign.objects.current(ugel)
    if asked is None or campaign is None:
        return None
    posts = NetworkForm(request.GET, ugel=ugel).narrow(posts_to_call(request.user, ugel))
    return next((one for one in themes_for(request.user, posts, campaign) if one.criterion.pk == asked), None)


def _initial(theme: Theme | None) -> dict[str, Any]:
    if theme is None:
        return {}
    return {"criterion": theme.criterion.pk, "title": theme.criterion.title[:200]}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_edit(request: AuthedRequest, session_id: UUID) -> HttpResponse:
    session = writable_session(request, session_id)
    own = kind_of(session.campaign, session.kind)
    offered = [kind for kind in kinds_for(reach_of(request.user), session.campaign) if kind.code != session.kind]
    kinds = [*([own] if own else []), *offered]
    form = SessionForm(typed(request), row=session, kinds=kinds, criteria=criteria_for(request.user))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.goes_on(_said_of_change(session, form))
        and form.accepted(change_session, session=session, data=form.session())
    ):
        messages.success(request, _("Los datos quedaron guardados."))
        return redirect(session)
    return render(request, "visits/groups/edit.html", {"form": form, "session": session})


def _said_of_change(session: GroupSession, form: SessionForm) -> list[str]:
    """What speaks against it that did not before: who changes its theme is not asked about its hour again."""
    before = {one.said for one in warnings_of(session)}
    found = _said(session.campaign.ugel_id, session.leader, form.session(), session)
    return [said for said in found if said not in before]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_cancel(request: AuthedRequest, session_id: UUID) -> HttpResponse:
    session = writable_session(request, session_id)
    form = CancelSessionForm(typed(request))
    is_told = request.method == "POST" and form.is_valid()
    if is_told and form.accepted(cancel_session, session=session, **form.cleaned_data):
        messages.success(request, _("La reunión quedó cancelada, con su motivo."))
        return redirect(session)
    return render(request, "visits/groups/cancel.html", {"form": form, "session": session})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_invite(request: AuthedRequest, session_id: UUID) -> HttpResponse:
    """Whom to call, by their place; whoever is written down already is not offered again."""
    session = writable_session(request, session_id)
    posts = posts_to_call(request.user, session.campaign.ugel_id)
    posts = posts.exclude(teacher__in=session.attendances.values("teacher"))
    needs = people_below(request.user, posts, session.campaign, session.criterion) if session.criterion else set()
    form = InviteForm(typed(request), people=Teacher.objects.filter(pk__in=posts.order_by().values("teacher")))
    if request.method == "POST" and form.is_valid():
        n = form.attempt(invite, session=session, teachers=form.cleaned_data["people"])
        if n is not None:
            messages.success(
                request, ngettext("%(n)d persona quedó anotada.", "%(n)d personas quedaron anotadas.", n) % {"n": n}
            )
            return redirect(session)
    places = [(place, list(rows)) for place, rows in groupby(posts, key=lambda post: post.institution)]
    ticked = set(form["people"].data or ()) if form.is_bound else {str(key) for key in needs}
    busy = busy_among(session, form.fields["people"].queryset)  # type: ignore[attr-defined]
    context = {"form": form, "session": session, "places": places, "ticked": ticked, "needs": needs, "busy": busy}
    return render(request, "visits/groups/invite.html", context)


@login_required
@require_POST
def session_take_off(request: AuthedRequest, session_id: UUID, attendance_id: int) -> HttpResponse:
    session = writable_session(request, session_id)
    attendance = get_visible_or_404(session.attendances.select_related("session", "teacher"), pk=attendance_id)
    if is_done(request, take_off, attendance=attendance):
        messages.success(request, _("%(who)s ya no está en la lista.") % {"who": attendance.teacher})
    return redirect(session)
