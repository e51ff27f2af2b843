"""A user's own way in: the password chosen on the first entry, and where the user is signed in."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accompaniment.access import AuthedRequest
from accompaniment.accounts import ways_in
from accompaniment.accounts.models import SignIn
from accompaniment.accounts.services import untie_provider
from accompaniment.audit.models.access_log import AccessLogEntry
from accompaniment.lib.drafts import login_required
from accompaniment.lib.text import whole_number
from accompaniment.logs.wording import describe_for_subject

from .adapters import MUST_CHOOSE
from .forms import SetPasswordForm
from .sessions import device_of, remember_sign_in


@sensitive_post_parameters("password1", "password2")
@login_required
@require_http_methods(["GET", "POST"])
def choose_password(request: AuthedRequest) -> HttpResponse:
    """The first page of whoever entered with a printed code; nothing else opens before it is done."""
    if request.session.get(MUST_CHOOSE) != request.user.pk:
        return redirect("account_change_password")
    form = SetPasswordForm(data=request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        ways_in.choose_password(account=request.user, password=form.cleaned_data["password1"])
        ways_in.end_sessions(of=[request.user], keep=request.session.session_key)
        update_session_auth_hash(request, request.user)
        del request.session[MUST_CHOOSE]
        messages.success(request, _("Tu clave quedó guardada. La próxima vez entra con ella: la hoja ya no sirve."))
        return redirect("home")
    return render(request, "accompaniment/entry/choose_password.html", {"form": form})


@login_required
@require_http_methods(["GET", "POST"])
def my_sessions(request: AuthedRequest) -> HttpResponse:
    """Where the user is signed in, and who saw the site as the user does; on POST, end one session or all others."""
    here = request.session.session_key or ""
    if request.method == "POST":
        return _end(request, here)
    sign_ins = list(SignIn.objects.of(request.user))
    if all(sign_in.session_key != here for sign_in in sign_ins):
        remember_sign_in(request, request.user)
        sign_ins = list(SignIn.objects.of(request.user))
    rows = [(sign_in, device_of(sign_in.agent), sign_in.session_key == here) for sign_in in sign_ins]
    seen = [describe_for_subject(row) for row in AccessLogEntry.objects.seen_as(request.user).select_related("by")[:20]]
    is_tied = SocialAccount.objects.filter(user=request.user).exists()
    return render(request, "accompaniment/entry/my_sessions.html", {"rows": rows, "seen": seen, "is_tied": is_tied})


def _end(request: AuthedRequest, here: str) -> HttpResponse:
    asked = request.POST.get("end", "")
    if asked == "provider" and untie_provider(account=request.user):
        messages.success(request, _("Ya no se entra a tu cuenta con esa entidad, hasta que entres con ella otra vez."))
        return redirect("my_sessions")
    only = whole_number(asked)
    if only is not None and SignIn.objects.of(request.user).filter(pk=only, session_key=here).exists():
        ways_in.end_sessions(of=[request.user], only=only)
        logout(request)
        return redirect("account_login")
    if only is not None:
        ended = ways_in.end_sessions(of=[request.user], only=only)
    else:
        ended = ways_in.end_sessions(of=[request.user], keep=here) if asked == "others" else 0
    message = (
        ngettext("%(n)d sesión terminó.", "%(n)d sesiones terminaron.", ended) if ended else _("Nada que terminar.")
    )
    messages.success(request, message % {"n": ended} if ended else message)
    return redirect("my_sessions")
