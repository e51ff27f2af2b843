"""Companions of a UGEL: the list with their load, registration, end, and their way in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accompaniment.access import AuthedRequest, get_visible_or_404
from accompaniment.access.guards import asks_administrators_again, require_specialist
from accompaniment.accounts.handover.pages import confirm_or_hand_over, welcome
from accompaniment.campaigns.models import Campaign
from accompaniment.exports.pages import answer_with_list
from accompaniment.lib.drafts import login_required, typed
from accompaniment.lib.edit_forms import EndForm
from accompaniment.lib.paging import page_of
from accompaniment.lib.sorting import sorting_of
from accompaniment.people.models.companions import Companion
from accompaniment.territory.models import Ugel

from .exports import CompanionsList, narrowed_companions, with_workload
from .forms import CompanionForm
from .services import end_companion, register_companion
from .workload import workload_limits_of, workload_warning

PAGE = 25


@login_required
@require_GET
def companion_list(request: AuthedRequest) -> HttpResponse:
    require_specialist(request.user)
    narrowed, shows_ended = narrowed_companions(request.user, request.GET)
    sorting = sorting_of(request, name="user__search_name", kind="kind", since="starts_on")
    page = page_of(request, sorting.rows(narrowed.qs), size=PAGE, annotate=with_workload)
    campaigns = Campaign.objects.current_of({companion.ugel_id for companion in page})
    rows = [(c, workload_warning(c, workload_limits_of(campaigns.get(c.ugel_id)))) for c in page]
    context = {
        "filter": narrowed,
        "page": page,
        "rows": rows,
        "sorting": sorting,
        "shows_ended": shows_ended,
        "today": timezone.localdate(),
    }
    return render(request, "accompaniment/people/companions.html", context)


@login_required
@require_GET
def companions_export(request: AuthedRequest) -> HttpResponseBase:
    """The list with its filters as a file."""
    return answer_with_list(request, CompanionsList)


@login_required
@asks_administrators_again
@require_http_methods(["GET", "POST"])
def companion_new(request: AuthedRequest) -> HttpResponse:
    require_specialist(request.user)
    form = CompanionForm(typed(request), ugels=Ugel.objects.managed_by(request.user))
    if request.method == "POST" and form.is_valid():
        work = {name: form.cleaned_data[name] for name in ("ugel", "kind", "starts_on", "ends_on")}
        companion = form.attempt(register_companion, by=request.user, person=form.person(), **work)
        if companion:
            return welcome(request, account=companion.user, back=reverse("companions"))
    return render(request, "accompaniment/people/companion_new.html", {"form": form})


def _managed(request: AuthedRequest, companion_id: int) -> Companion:
    require_specialist(request.user)
    companions = Companion.objects.managed_by(request.user).select_related("user", "ugel")
    return get_visible_or_404(companions, pk=companion_id)


@login_required
@require_http_methods(["GET", "POST"])
def companion_end(request: AuthedRequest, companion_id: int) -> HttpResponse:
    companion = _managed(request, companion_id)
    form = EndForm(typed(request), row=companion, under=companion.user)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.accepted(end_companion, companion=companion, **form.cleaned_data)
    ):
        messages.success(request, _("Quedó registrado su último día."))
        return redirect("companions")
    running = companion.assignments.in_force().select_related("post__teacher", "post__institution")
    context = {"companion": companion, "form": form, "running": running, "ending": companion.assignments.all()}
    return render(request, "accompaniment/people/companion_end.html", context)


@login_required
@asks_administrators_again
@require_http_methods(["GET", "POST"])
def companion_access(request: AuthedRequest, companion_id: int) -> HttpResponse:
    user = _managed(request, companion_id).user
    return confirm_or_hand_over(request, account=user, name=str(user), back=reverse("companions"))
