"""The one switch of a person's reminders."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accompaniment.access import AuthedRequest
from accompaniment.lib.drafts import login_required

from .services import choose_digest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: AuthedRequest) -> HttpResponse:
    if request.method == "POST":
        wanted = request.POST.get("digest") == "on"
        choose_digest(account=request.user, wanted=wanted)
        message = _("Te escribiremos cada mañana que haya algo.") if wanted else _("Ya no te escribiremos.")
        messages.success(request, message)
        return redirect("reminders")
    return render(request, "accompaniment/accounts/reminders.html")
