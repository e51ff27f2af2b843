from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def job_page(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")


def job_progress(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")


def request_plan(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")
