from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def confirm(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")


def preview(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")


def upload(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")
