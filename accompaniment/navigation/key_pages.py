"""What can be done by keyboard."""

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accompaniment.access import AuthedRequest
from accompaniment.lib.contributions import key_hints
from accompaniment.lib.drafts import login_required


@login_required
@require_safe
def keys(request: AuthedRequest) -> HttpResponse:
    """Every key that an app's pages listen to, by where it does something."""
    places = [(where, list(hints)) for where, hints in groupby(key_hints(), key=lambda hint: hint.where)]
    return render(request, "accompaniment/navigation/keys.html", {"places": places})
