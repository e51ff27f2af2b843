from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

from accompaniment.access import AuthedRequest
from visits.views.today import today


@login_required
def home(request: AuthedRequest) -> HttpResponse:
    return today(request)
