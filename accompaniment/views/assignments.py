from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def assignment_end(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")


def assignment_new(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")
