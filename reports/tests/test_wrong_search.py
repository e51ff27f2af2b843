"""A search with a wrong value says so, and shows no list as if all of it answered."""

import pytest
from django.urls import reverse

from accompaniment.audit.services import log_access
from accompaniment.models import AccessLogEntry

WRONG = [
    ("teachers", "berta", "kind=nurse"),
    ("teachers", "berta", "place_kind=castle"),
    ("teachers", "berta", "institution=x"),
    ("companions", "berta", "kind=friend"),
    ("roles", "alma", "kind=queen"),
    ("institutions", "berta", "state=lost"),
    ("changes", "alma", "since=31/31/2026"),
    ("changes", "alma", "model=moon"),
    ("access_log", "alma", "until=mañana"),
    ("my_access_log", "tania", "role=neighbour"),
    ("visits:list", "berta", "since=2026-31-31"),
    ("visits:list", "berta", "teacher=x&q=Tania"),
    ("reports:documents", "berta", "kind=poem"),
    ("reports:documents", "berta", "q=" + "x" * 121),
]


@pytest.fixture
def page(client, cast):
    """The page of a list, for somebody who has rows in it."""
    cast.closed_visit()
    log_access(by=cast.berta, what=AccessLogEntry.What.DATA, teacher=cast.tania)

    def get(route, who, query):
        client.force_login(cast.tania.user if who == "tania" else getattr(cast, who))
        return client.get(f"{reverse(route)}?{query}")

    return get


@pytest.mark.parametrize(("route", "who", "query"), WRONG)
def test_nothing_is_listed_and_the_reason_is_said(page, route, who, query):
    answer = page(route, who, query)
    assert not answer.context["page"].object_list
    assert "Con lo que está marcado no se puede buscar" in answer.text
    [errors] = answer.context["filter"].form.errors.values()
    assert str(errors[0]) in answer.text


@pytest.mark.parametrize(("route", "who"), sorted({(route, who) for route, who, _query in WRONG}))
def test_a_right_search_says_nothing_of_it(page, route, who):
    answer = page(route, who, "")
    assert "Con lo que está marcado" not in answer.text
    assert answer.context["page"].object_list or route == "reports:documents"


def test_a_file_of_a_wrong_search_is_empty(page):
    answer = page("people_export", "berta", "kind=nurse&format=csv")
    assert "Flores" not in b"".join(answer.streaming_content).decode("utf-8-sig")
