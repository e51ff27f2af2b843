"""The companion's day: what the week asks for, and the people accompanied."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accompaniment.access import AuthedRequest
from visits.record.models.visits import Visit

from .agenda import agenda_of
from .people import people_of


def today(request: AuthedRequest) -> HttpResponse:
    """Render the day of the companion who signed in; `home` decides who is one."""
    day = timezone.localdate()
    context = {
        "today": day,
        "agenda": agenda_of(request.user, day),
        "people": people_of(request.user, day),
        "unacknowledged": Visit.objects.of_companion(request.user).unanswered_by_person().count(),
    }
    return render(request, "visits/today/today.html", context)
