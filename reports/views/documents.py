from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def document_file(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")


def document_list(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")


def document_page(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")


def verify(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")
