"""What is kept about a person, why and for how long: a page that anyone may read."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accompaniment.campaigns.defaults import PRIVACY_NORMS


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    context = {"years": settings.RETENTION_YEARS, "contact": settings.PRIVACY_CONTACT, "norms": PRIVACY_NORMS}
    return render(request, "accompaniment/logs/privacy.html", context)
