"""Publishing a draft and retiring a version: both look ahead first, and both are for good."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accompaniment.access import AuthedRequest, deny
from accompaniment.lib.drafts import login_required, typed
from rubrics.instruments.forms.instruments import PublishForm, RetireForm
from rubrics.instruments.guards import draft_or_refused, managed_version
from rubrics.instruments.models.versions import InstrumentVersion
from rubrics.instruments.published import criteria_of
from rubrics.instruments.services.publishing import (
    first_day_to_publish,
    missing_to_publish,
    publish_draft,
    retire_version,
    taking_over,
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: AuthedRequest, code: str, number: int) -> HttpResponse:
    version = draft_or_refused(request, code, number)
    form = PublishForm(typed(request), initial={"valid_from": first_day_to_publish(version, timezone.localdate())})
    if request.method == "POST" and form.is_valid():
        try:
            publish_draft(version=version, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("La versión quedó publicada: ya no se modifica."))
            return redirect("rubrics:instrument", code)
    context = {
        "form": form,
        "version": version,
        "missing": missing_to_publish(criteria_of(version)),
        "before": taking_over(version, timezone.localdate()),
        "n": version.criteria.count(),
    }
    return render(request, "rubrics/instruments/publish.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: AuthedRequest, code: str, number: int) -> HttpResponse:
    version = managed_version(request, code, number)
    if version.status != InstrumentVersion.Status.PUBLISHED:
        deny(_("Solo se retira una versión publicada."))
    form = RetireForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            retire_version(version=version, unused_from=form.cleaned_data["unused_from"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Listo: la versión se retira. Sus visitas la conservan."))
            return redirect(version)
    context = {"form": form, "version": version, "after": taking_over(version, timezone.localdate())}
    return render(request, "rubrics/instruments/retire.html", context)
