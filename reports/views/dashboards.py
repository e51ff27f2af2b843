from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def institution_dashboard(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")


def ugel_dashboard(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")
