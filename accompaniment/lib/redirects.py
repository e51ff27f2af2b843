"""Addresses that were renamed: whoever kept the former one is led to the present one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.views.generic import RedirectView


def moved_to(route: str) -> Callable[..., Any]:
    """Return a view that redirects to `route` permanently, with the arguments and the query of what was asked."""
    return RedirectView.as_view(pattern_name=route, permanent=True, query_string=True)
