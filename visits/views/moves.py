from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def visit_cancel(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")


def visit_close(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")


def visit_plan(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")
