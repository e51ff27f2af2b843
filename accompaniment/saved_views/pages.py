"""Saving the filters of a list under a name, and renaming or deleting what was saved."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accompaniment.access import AuthedRequest, get_visible_or_404
from accompaniment.lib.contributions import saved_lists
from accompaniment.lib.drafts import login_required, typed

from .forms import NewViewForm, ViewNameForm
from .models import SavedView
from .services import delete_view, rename_view, save_view


@login_required
@require_POST
def saved_view_new(request: AuthedRequest, code: str) -> HttpResponse:
    """Save what the list is narrowed and sorted by; a refusal is said above the list as it was."""
    if code not in saved_lists():
        raise Http404
    form = NewViewForm(request.POST)
    query = QueryDict(request.POST.get("query", ""))
    if form.is_valid():
        view = form.attempt(save_view, user=request.user, code=code, name=form.cleaned_data["name"], query=query)
        if view:
            messages.success(request, _("Guardaste la vista «%(name)s».") % {"name": view})
            return redirect(view)
    for errors in form.errors.values():
        messages.error(request, " ".join(str(error) for error in errors))
    return redirect(f"{reverse(saved_lists()[code].route)}?{query.urlencode()}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def saved_view_edit(request: AuthedRequest, view_id: int) -> HttpResponse:
    """Give a saved view another name, or delete it: its page says what that means."""
    view = get_visible_or_404(SavedView.objects.visible_to(request.user), pk=view_id)
    request.belongs_to = view.of_list.route
    if request.method == "POST" and "delete" in request.POST:
        delete_view(view=view)
        messages.success(request, _("Borraste la vista «%(name)s».") % {"name": view})
        return redirect(view.of_list.route)
    form = ViewNameForm(typed(request), row=view)
    if request.method == "POST" and form.is_valid() and form.accepted(rename_view, view=view, **form.cleaned_data):
        messages.success(request, _("La vista cambió de nombre."))
        return redirect(view)
    return render(request, "accompaniment/saved_views/saved_view_edit.html", {"view": view, "form": form})
