"""An administrator's way to any account: looked up by name or document, and given a way in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accompaniment.access import AuthedRequest, get_visible_or_404, require
from accompaniment.access.guards import require_administrator
from accompaniment.accounts.charge import may_hand_link
from accompaniment.accounts.handover.pages import confirm_or_hand_over
from accompaniment.accounts.models import User
from accompaniment.lib.drafts import login_required
from accompaniment.lib.search import found_by

from .accounts import tie_waiting_record

SHOWN = 25


@login_required
@require_safe
def accounts(request: AuthedRequest) -> HttpResponse:
    """Nobody is listed until something is asked."""
    require_administrator(request.user)
    words = request.GET.get("q", "").strip()[:80]
    alike = User.objects.filter(found_by(words, "search_name", "username"), is_active=True)
    found = list(alike.order_by("search_name", "username")[: SHOWN + 1]) if words else []
    context = {"words": words, "people": found[:SHOWN], "has_more": len(found) > SHOWN}
    return render(request, "accompaniment/people/accounts.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def access_of_account(request: AuthedRequest, user_id: int) -> HttpResponse:
    """A link or a printed code; the record of that document, if it waits for an account, is tied with it."""
    require_administrator(request.user)
    account = get_visible_or_404(User.objects.filter(is_active=True), pk=user_id)
    require(may_hand_link(request.user, account))
    if request.method == "POST":
        tie_waiting_record(account=account)
    return confirm_or_hand_over(request, account=account, name=str(account), back=reverse("accounts"))
