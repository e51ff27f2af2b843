"""Failures of entering, for the administrator: by day, or by account."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accompaniment.access import AuthedRequest, deny, reach_of
from accompaniment.lib.drafts import login_required
from accompaniment.lib.paging import page_of

from .failures import FAILURES_KEPT
from .models import SignInFailure

PAGE = 25


@login_required
@require_safe
def sign_in_failures(request: AuthedRequest) -> HttpResponse:
    if not reach_of(request.user).is_administrator:
        deny(_("Los intentos fallidos de entrar los ve la administradora."))
    is_by_account = request.GET.get("by") == "account"
    failures = SignInFailure.objects.by_account() if is_by_account else SignInFailure.objects.by_day()
    page = page_of(request, list(failures), size=PAGE)  # at most a row for each day or account
    context = {"page": page, "is_by_account": is_by_account, "days": FAILURES_KEPT.days}
    return render(request, "accompaniment/entry/sign_in_failures.html", context)
