from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def campaign_close(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")


def campaign_detail(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")


def campaign_edit(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")


def campaign_list(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")


def campaign_new(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")
