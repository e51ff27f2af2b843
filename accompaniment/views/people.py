from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def teacher_account(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")


def teacher_edit(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")


def teacher_list(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")


def teacher_new(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "base.html")
