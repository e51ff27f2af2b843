from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def visit_conflict(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")


def visit_form(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")


def visit_new(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")
