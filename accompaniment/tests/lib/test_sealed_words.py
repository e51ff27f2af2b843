"""Searching for a person leaves neither name nor document in an address."""

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from hypothesis import given
from hypothesis import strategies as st

from accompaniment.lib.sealed_words import ASKED, WORDS, opened, sealed, shown
from accompaniment.lib.text import storable

SEARCHES = ["teachers", "companions", "roles", "visits:list", "changes"]


def search(client, route, **fields):
    return client.post(
        reverse(route), urlencode({ASKED: "1", **fields}), content_type="application/x-www-form-urlencoded"
    )


@pytest.mark.parametrize("route", SEARCHES)
def test_a_search_form_is_posted_and_its_words_are_in_no_address(client, cast, route):
    client.force_login(cast.berta)
    assert 'name="search" value="1"' in client.get(reverse(route)).text
    answer = search(client, route, q="Flores 41000001")
    assert answer.status_code == 302 and answer.url.startswith(f"{reverse(route)}?{WORDS}=")
    assert "Flores" not in answer.url and "41000001" not in answer.url
    page = client.get(answer.url)
    assert page.status_code == 200 and 'value="Flores 41000001"' in page.text
    assert "q=Flores" not in page.text


def test_what_was_searched_is_found_and_other_choices_stay_readable(client, cast):
    client.force_login(cast.berta)
    answer = search(client, "teachers", q="flores", kind="classroom", place_kind="", page="3")
    assert "kind=classroom" in answer.url and "place_kind" not in answer.url
    page = client.get(answer.url).text
    assert "Flores, Tania" in page and "Muñoz, Petra" not in page


def test_the_links_of_what_was_found_keep_its_words_sealed(client, cast):
    client.force_login(cast.berta)
    page = client.get(search(client, "teachers", q="flores").url).text
    assert "format=csv" in page and f"{WORDS}=" in page and "q=flores" not in page


def test_so_does_the_log_of_what_was_opened(client, cast):
    client.force_login(cast.alma)
    answer = search(client, "access_log", q="Flores", who="Núñez", since="2026-01-01")
    assert "since=2026-01-01" in answer.url and "Flores" not in answer.url and "N%C3%BA" not in answer.url
    page = client.get(answer.url).text
    assert 'value="Flores"' in page and 'value="Núñez"' in page


def test_an_administrator_looks_for_somebody_to_see_as_without_a_trace_in_the_address(client, cast):
    client.force_login(cast.alma)
    assert 'name="search" value="1"' in client.get(reverse("see_as")).text
    answer = search(client, "see_as", q="Flores")
    assert "Flores" not in answer.url and "Tania Flores" in client.get(answer.url).text


def test_whoever_sees_the_site_as_another_may_search(client, cast):
    client.force_login(cast.alma)
    client.post(reverse("see_as_start", args=[cast.berta.pk]))
    assert "Flores, Tania" in client.get(search(client, "teachers", q="flores").url).text


def test_words_that_nobody_can_read_any_more_find_everybody(client, cast):
    client.force_login(cast.berta)
    page = client.get(reverse("teachers"), {WORDS: "inventado"})
    assert page.status_code == 200 and "Muñoz, Petra" in page.text


def test_an_address_with_plain_words_still_finds(client, cast):
    client.force_login(cast.berta)
    page = client.get(reverse("teachers"), {"q": "flores"}).text
    assert "Flores, Tania" in page and "Muñoz, Petra" not in page


def test_nothing_but_a_short_form_is_read_for_a_search(client, cast):
    client.force_login(cast.berta)
    assert search(client, "teachers", q="x" * 5000).status_code == 405
    assert client.post(reverse("teachers"), {ASKED: "1", "q": "flores"}).status_code == 405  # sent as files are


@given(st.text(max_size=80), st.text(max_size=80))
def test_words_come_back_as_they_were_typed(q, who):
    form = QueryDict(mutable=True)
    form.update({"q": q, "who": who, ASKED: "1"})
    query = sealed(form)
    assert set(query) <= {WORDS}
    again = opened(query) if query else query
    assert (again.get("q", ""), again.get("who", "")) == (storable(q).strip(), storable(who).strip())
    assert set(shown(again)) == set(query)
