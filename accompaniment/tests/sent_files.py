"""Closes the files that pages sent during a test: Django's test client leaves them open until all of it was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase

_sent: list[Any] = []


def remember_sent(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """A middleware of the tests' settings."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if isinstance(response, FileResponse) and response.file_to_stream:
            _sent.append(response.file_to_stream)
        return response

    return middleware


@pytest.fixture(autouse=True)
def close_sent() -> Iterator[None]:
    yield
    while _sent:
        _sent.pop().close()
