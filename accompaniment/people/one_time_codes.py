"""Handing over a way in: whom the list ticked, and whether it is a link or a printed code."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accompaniment.access import AuthedRequest, reach_of
from accompaniment.access.guards import asks_administrators_again, is_specialist, require_specialist
from accompaniment.accounts.handover.pages import sheet
from accompaniment.lib.drafts import login_required
from accompaniment.lib.text import uuids_of
from accompaniment.people.models.posts import Teacher, TeacherQuerySet

from .accounts import give_first_codes, give_one_time_codes_to_people
from .marked import marked_people

MOST = 60  # six sheets of paper


@login_required
@asks_administrators_again
@require_http_methods(["GET", "POST"])
def one_time_codes(request: AuthedRequest) -> HttpResponse:
    """Say for whom the codes will be; on POST, make them and show the sheet. A coordinator begins with all of hers."""
    is_coordinator = not is_specialist(request.user) and reach_of(request.user).is_coordinator
    if not is_coordinator:
        require_specialist(request.user)
    sent = request.POST if request.method == "POST" else request.GET
    people = list(_people(request, sent.getlist("people"), is_coordinator=is_coordinator)[:MOST])
    if not people:
        messages.info(request, _("Primero marca en la lista a quiénes les darás una hoja de acceso."))
        return redirect("teachers")
    if request.method == "POST":
        give = give_first_codes if is_coordinator else give_one_time_codes_to_people
        given, refused = give(by=request.user, people=people)
        return sheet(request, given, refused=refused, back=reverse("teachers"))
    context = {"people": people, "days": settings.ONE_TIME_CODE_DAYS, "back": reverse("teachers")}
    return render(request, "accompaniment/people/one_time_codes_confirm.html", context | {"is_first": is_coordinator})


def _people(request: AuthedRequest, keys: list[str], *, is_coordinator: bool) -> TeacherQuerySet:
    if not is_coordinator:
        return marked_people(request.user, keys).select_related("user")
    hers = Teacher.objects.coordinated_by(request.user).select_related("user")
    return hers.filter(pk__in=uuids_of(keys)) if keys or request.method == "POST" else hers
