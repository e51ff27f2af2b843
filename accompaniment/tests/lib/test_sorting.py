"""A list sorted by its reader: by the column asked for, from either end, and otherwise in its own order."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accompaniment.lib.sorting import sorting_of

LISTS = [
    ("visits:list", ["day", "person", "place"]),
    ("teachers", ["name", "kind"]),
    ("institutions", ["name", "code", "kind", "area"]),
    ("companions", ["name", "kind", "since"]),
    ("roles", ["name", "kind", "since"]),
]


@pytest.mark.parametrize(("route", "columns"), LISTS)
def test_each_head_sorts_and_a_second_touch_turns_it_round(client: Any, cast: Any, route: str, columns: list) -> None:
    for n in range(3):
        cast.closed_visit(visited_on=cast.today - timedelta(days=n))
        cast.closed_visit(assignment=cast.promoter_assignment, visited_on=cast.today - timedelta(days=9 - n))
    client.force_login(cast.berta)
    for column in columns:
        page = client.get(reverse(route), {"sort": column})
        sorting = page.context["sorting"]
        field = sorting.columns[column]
        values = [read(row, field) for row in page.context["page"]]
        turned = client.get(reverse(route), {"sort": f"-{column}"})
        assert values == sorted(values)
        assert [read(row, field) for row in turned.context["page"]] == sorted(values, reverse=True)
        assert 'aria-sort="ascending"' in page.text and 'aria-sort="descending"' in turned.text
        assert f'href="?sort=-{column}"' in page.text and f'href="?sort={column}"' in turned.text


def read(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row


@pytest.mark.parametrize("asked", ["", "-", "document_number", "--day", "teacher__user__password"])
def test_anything_else_is_the_lists_own_order(rf: Any, cast: Any, asked: str) -> None:
    sorting = sorting_of(rf.get("/", {"sort": asked}), day="visited_on")
    assert sorting.asked == "" and sorting.state("day") == "none" and sorting.next("day") == "day"


def test_a_sorted_list_keeps_its_filters_and_begins_at_its_first_page(client: Any, cast: Any) -> None:
    cast.closed_visit()
    client.force_login(cast.berta)
    page = client.get(reverse("visits:list"), {"status": "closed", "page": "1"}).text
    assert 'href="?status=closed&amp;sort=person"' in page
