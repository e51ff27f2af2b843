"""The suite itself notices a page that asks the database once a row."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from zeal import NPlusOneError
from zeal.middleware import zeal_middleware

from accompaniment.models import Role


def once_a_row(request: HttpRequest) -> HttpResponse:
    return HttpResponse(", ".join(str(role.user) for role in Role.objects.all()))


def test_asking_once_a_row_raises(cast, rf) -> None:
    assert "zeal.middleware.zeal_middleware" in settings.MIDDLEWARE
    with pytest.raises(NPlusOneError, match="Role.user"):
        zeal_middleware(once_a_row)(rf.get("/"))
