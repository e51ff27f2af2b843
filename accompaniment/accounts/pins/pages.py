"""«Mi PIN para firmar»: what an accompanied person confirms visits with on somebody else's device."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accompaniment.access import AuthedRequest, deny, reach_of
from accompaniment.lib.drafts import login_required

from .forms import PinForm
from .services import set_pin


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_pin(request: AuthedRequest) -> HttpResponse:
    if not reach_of(request.user).is_accompanied:
        deny(_("El PIN es de quien recibe visitas: con él las confirma."))
    form = PinForm(request.POST or None, user=request.user)
    if request.method == "POST":
        # Its password must not be easier to guess here than on the page that changes it.
        if not ratelimit.consume(request, action="change_password", user=request.user):
            return ratelimit.respond_429(request)
        if form.is_valid() and form.accepted(set_pin, user=request.user, pin=form.cleaned_data["pin"]):
            messages.success(request, _("Tu PIN quedó guardado. No se lo digas a nadie."))
            return redirect("home")
    return render(request, "accompaniment/accounts/my_pin.html", {"form": form, "has_pin": bool(request.user.pin)})
