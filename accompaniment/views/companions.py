from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def companion_list(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")


def companion_new(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")
