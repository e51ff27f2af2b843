"""The kinds of group session of a year: one more, and what each says. The page of the year lists them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accompaniment.access import AuthedRequest
from accompaniment.campaigns.guards import open_campaign_or_refused
from accompaniment.lib.drafts import login_required, typed

from .defaults import OTHERS
from .forms import SessionKindForm
from .models import kind_of, kinds_of, said_name
from .services import add_kind, change_kind


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_kind_new(request: AuthedRequest, campaign_id: int) -> HttpResponse:
    """`?like=` names one of those that we propose to add, with which the form is filled in."""
    campaign = open_campaign_or_refused(request, campaign_id)
    like = OTHERS.get(request.GET.get("like", ""))
    form = SessionKindForm(typed(request), campaign=campaign, initial=vars(like) if like else None)
    if request.method == "POST" and form.is_valid() and form.accepted(add_kind, campaign=campaign, data=form.kind()):
        messages.success(request, _("El tipo de reunión quedó agregado: ya se puede convocar."))
        return redirect("campaign", campaign.pk)
    context: dict[str, Any] = {"campaign": campaign, "form": form, "others": _not_there(campaign)}
    return render(request, "accompaniment/campaigns/session_kind_new.html", context)


def _not_there(campaign: Any) -> list[tuple[str, str]]:
    there = {kind.name for kind in kinds_of(campaign)}
    return [(code, said_name(data.name)) for code, data in OTHERS.items() if data.name not in there]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_kind_edit(request: AuthedRequest, campaign_id: int, code: str) -> HttpResponse:
    campaign = open_campaign_or_refused(request, campaign_id)
    kind = kind_of(campaign, code)
    if kind is None:
        raise Http404
    form = SessionKindForm(typed(request), campaign=campaign, code=code)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.accepted(change_kind, campaign=campaign, code=code, data=form.kind())
    ):
        messages.success(request, _("El tipo de reunión quedó guardado."))
        return redirect("campaign", campaign.pk)
    return render(
        request, "accompaniment/campaigns/session_kind_edit.html", {"campaign": campaign, "form": form, "kind": kind}
    )
