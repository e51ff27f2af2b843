"""Roles: who directs, coordinates, reads or administers, until when, and their way in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accompaniment.access import AuthedRequest, get_visible_or_404
from accompaniment.access.guards import asks_administrators_again, require_role_keeper
from accompaniment.accounts.handover.pages import confirm_or_hand_over, welcome
from accompaniment.accounts.models import Role
from accompaniment.lib.drafts import login_required, typed
from accompaniment.lib.edit_forms import EndForm
from accompaniment.lib.paging import page_of
from accompaniment.lib.sorting import sorting_of

from .forms import RoleFilter, RoleForm
from .services import end_role, grant_role

PAGE = 25


@login_required
@require_GET
def role_list(request: AuthedRequest) -> HttpResponse:
    require_role_keeper(request.user)
    roles = Role.objects.managed_by(request.user)
    shows_ended = request.GET.get("state") == "ended"
    listed = roles.ended() if shows_ended else roles.not_ended()
    narrowed = RoleFilter(request.GET, queryset=listed)
    scopes = ("user", "institution", "ugel", "region")
    sorting = sorting_of(request, name="user__search_name", kind="kind", since="starts_on")
    rows = sorting.rows(narrowed.qs)
    page = page_of(request, rows, size=PAGE, annotate=lambda some: some.select_related(*scopes))
    context = {
        "filter": narrowed,
        "page": page,
        "sorting": sorting,
        "shows_ended": shows_ended,
        "today": timezone.localdate(),
    }
    return render(request, "accompaniment/accounts/roles.html", context)


@login_required
@asks_administrators_again
@require_http_methods(["GET", "POST"])
def role_new(request: AuthedRequest) -> HttpResponse:
    require_role_keeper(request.user)
    form = RoleForm(typed(request), by=request.user)
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("kind", "starts_on", "ends_on")}
        role = form.attempt(grant_role, by=request.user, person=form.person(), scope=form.scope(), **fields)
        if role:
            return welcome(request, account=role.user, back=reverse("roles"))
    return render(request, "accompaniment/accounts/role_new.html", {"form": form})


def _managed(request: AuthedRequest, role_id: int) -> Role:
    require_role_keeper(request.user)
    roles = Role.objects.managed_by(request.user).select_related("user", "institution", "ugel", "region")
    return get_visible_or_404(roles, pk=role_id)


@login_required
@asks_administrators_again
@require_http_methods(["GET", "POST"])
def role_end(request: AuthedRequest, role_id: int) -> HttpResponse:
    role = _managed(request, role_id)
    form = EndForm(typed(request), row=role, under=role.user)
    if request.method == "POST" and form.is_valid() and form.accepted(end_role, role=role, **form.cleaned_data):
        messages.success(request, _("El rol tiene fecha de fin."))
        return redirect("roles")
    return render(request, "accompaniment/accounts/role_end.html", {"role": role, "form": form})


@login_required
@asks_administrators_again
@require_http_methods(["GET", "POST"])
def role_access(request: AuthedRequest, role_id: int) -> HttpResponse:
    user = _managed(request, role_id).user
    return confirm_or_hand_over(request, account=user, name=str(user), back=reverse("roles"))
