from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def role_end(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")


def role_list(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")


def role_new(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")
