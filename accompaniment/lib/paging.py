"""Pages of long lists: first the keys of the page, which an index has in order, then these rows with all they show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest


def page_of(
    request: HttpRequest,
    rows: QuerySet[Any] | Sequence[Any],
    *,
    size: int,
    annotate: Callable[[Any], QuerySet[Any]] | None = None,
) -> Page[Any]:
    """Return the page of `rows` that ?page= asks for.

    `annotate` joins and annotates what a row shows, where counting and ordering all of them can do without it.
    """
    wanted = request.GET.get("page")
    if not isinstance(rows, QuerySet):
        return Paginator(rows, size).get_page(wanted)
    page = Paginator(rows.values_list("pk", flat=True), size).get_page(wanted)
    keys = list(page.object_list)
    shown = annotate(rows.model._default_manager.filter(pk__in=keys)) if annotate else rows.filter(pk__in=keys)
    found = shown.in_bulk()
    page.object_list = [found[key] for key in keys if key in found]
    return page
