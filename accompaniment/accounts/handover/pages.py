"""The page that gives a person a way in: a link that is shown once, or a printed code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import segno
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from accompaniment.access import AuthedRequest, Denied, require
from accompaniment.accounts.charge import may_hand_link
from accompaniment.accounts.models import User
from accompaniment.accounts.services import access_link, drop_second_factor, link_days
from accompaniment.accounts.ways_in import PrintedCode, give_one_time_codes

from .forms import ONE_TIME_CODE, HandoverForm


def confirm_or_hand_over(request: AuthedRequest, *, account: User | None, name: str, back: str) -> HttpResponse:
    """Ask first; answer the POST with the link or the code. `account` is None while the person has none."""
    if account:
        require(may_hand_link(request.user, account))
    held = account is not None and Authenticator.objects.filter(user=account).exists()
    form = HandoverForm(request.POST if request.method == "POST" else None, has_second_factor=held)
    if account and form.is_valid():
        if form.cleaned_data.get("lost_phone"):
            drop_second_factor(account=account)
        answer = hand_over_code if form.cleaned_data["way"] == ONE_TIME_CODE else hand_over
        return answer(request, account=account, back=back)
    context = {
        "account": account,
        "name": name,
        "back": back,
        "days": link_days(),
        "code_days": settings.ONE_TIME_CODE_DAYS,
    }
    return render(request, "accompaniment/accounts/access_confirm.html", context | {"form": form})


def hand_over(request: AuthedRequest, *, account: User, back: str) -> HttpResponse:
    """Show a new link as the answer itself: it is kept in no message, no session and no cache."""
    require(may_hand_link(request.user, account))
    url = request.build_absolute_uri(access_link(account=account))
    picture = segno.make(url, micro=False).svg_inline(scale=4, border=2, svgclass=None, lineclass=None)
    context = {
        "account": account,
        "url": url,
        "picture": mark_safe(picture),  # noqa: S308 : drawn here, from an address of ours
        "days": link_days(),
        "back": back,
    }
    return render(request, "accompaniment/accounts/access_link.html", context)


def welcome(request: AuthedRequest, *, account: User, back: str) -> HttpResponse:
    """After somebody was registered: the link while there is no password, else how she enters."""
    if account.has_usable_password():
        text = _("%(name)s quedó registrada. Ya tenía cuenta: entra con su clave de siempre.")
        messages.success(request, text % {"name": account})
        return redirect(back)
    verdict = may_hand_link(request.user, account)
    if isinstance(verdict, Denied):
        messages.success(request, _("%(name)s quedó registrada.") % {"name": account})
        messages.warning(request, str(verdict.reason))
        return redirect(back)
    return hand_over(request, account=account, back=back)


def hand_over_code(request: AuthedRequest, *, account: User, back: str) -> HttpResponse:
    require(may_hand_link(request.user, account))
    return sheet(request, give_one_time_codes(by=request.user, accounts=[account]), back=back)


def sheet(
    request: AuthedRequest, given: list[PrintedCode], *, back: str, refused: Iterable[tuple[Any, str]] = ()
) -> HttpResponse:
    """Show the codes as the answer itself: they are kept in no message, no session and no cache."""
    address = request.build_absolute_uri(reverse("account_login"))
    picture = segno.make(address, micro=False).svg_inline(scale=2, border=1, svgclass=None, lineclass=None)
    context = {
        "codes": given,
        "refused": list(refused),
        "address": request.get_host(),
        "picture": mark_safe(picture),  # noqa: S308 : drawn here, from an address of ours
        "back": back,
    }
    return render(request, "accompaniment/accounts/code_sheet.html", context)
