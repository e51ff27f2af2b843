"""What is kept about a person, why and for how long: a page that anyone may read, and where a UGEL writes its part."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accompaniment.access import AuthedRequest, get_visible_or_404, reach_of
from accompaniment.access.verdicts import deny
from accompaniment.accounts.models import User
from accompaniment.campaigns.defaults import PRIVACY_NORMS
from accompaniment.lib.drafts import login_required, typed
from accompaniment.territory.models import Ugel

from .forms import NoticeForm
from .services import missing_of, notices_of, parts_of, write_notice


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    context = {
        "years": settings.RETENTION_YEARS,
        "contact": settings.PRIVACY_CONTACT,
        "norms": PRIVACY_NORMS,
        "notices": _notices_for(request.user),
        "others": _others_to_write(request.user),
    }
    return render(request, "accompaniment/logs/privacy.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def privacy_edit(request: AuthedRequest, ugel_id: int) -> HttpResponse:
    """Write what a UGEL says of the data it keeps."""
    ugel = get_visible_or_404(Ugel.objects.visible_to(request.user), pk=ugel_id)
    if not _may_write(request.user, ugel.pk):
        deny(_("Esto lo escriben la especialista de la UGEL y la administradora."))
    form = NoticeForm(typed(request), row=ugel)
    if request.method == "POST" and form.is_valid() and form.accepted(write_notice, ugel=ugel, parts=form.cleaned_data):
        messages.success(request, _("La página «Tus datos» ya dice lo que escribiste."))
        return redirect("privacy")
    return render(request, "accompaniment/logs/privacy_edit.html", {"form": form, "ugel": ugel})


def _may_write(user: User, ugel_id: int) -> bool:
    reach = reach_of(user)
    return reach.is_administrator or reach.keeps(ugel_id)


def _notices_for(user: User | AnonymousUser) -> list[dict[str, Any]]:
    """The notices of the UGELs that keep the user's data; what is missing, only for who may write it."""
    if isinstance(user, AnonymousUser):
        return []
    return [
        {
            "ugel": notice.ugel,
            "parts": parts_of(notice),
            "may_write": (may_write := _may_write(user, notice.ugel_id)),
            "missing": missing_of(notice) if may_write else [],
        }
        for notice in notices_of(Ugel.objects.keeping_data_of(user))
    ]


def _others_to_write(user: User | AnonymousUser) -> QuerySet[Ugel]:
    """The UGELs whose notice an administrator may write, without those shown above."""
    if isinstance(user, AnonymousUser) or not reach_of(user).is_administrator:
        return Ugel.objects.none()
    return Ugel.objects.exclude(pk__in=Ugel.objects.keeping_data_of(user).values("pk"))
