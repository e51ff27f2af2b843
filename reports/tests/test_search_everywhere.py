"""One search finds people, places, visits and documents, and of each only what its reader may open."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from accompaniment.lib.sealed_words import FORM, WORDS
from accompaniment.models import Teacher
from accompaniment.navigation.search_pages import SHOWN
from visits.tests.groups.meetings import meeting

SEARCHERS = ["ana", "olga", "elena", "berta", "carla", "diana", "alma"]


def answered(client, who, text):
    client.force_login(who)
    form = urlencode({"search": "1", "q": text})
    answer = client.post(reverse("search"), form, content_type=FORM, follow=True)
    assert answer.status_code == 200
    return answer


def found(client, who, text):
    """What the search shows: the titles of the rows of each list, by its route's label."""
    return {one.label: [hit.title for hit in one.hits] for one in answered(client, who, text).context["found"]}


@pytest.fixture
def whole(cast, issued):
    """A visit of Tania's, a GIA that she was called to, and a plan about her."""
    meeting(cast, title="Jardín y 9 preguntas", people=[cast.tania])
    return issued()


def test_a_name_finds_the_person_her_visits_and_her_documents(client, cast, whole):
    plan = f"Plan de seguimiento N.° {whole.full_number}"
    assert found(client, cast.berta, "flores tania") == {
        "Personas": ["Flores, Tania"],
        "Visitas": ["Flores, Tania"],
        "Documentos": [plan],
    }


@pytest.mark.parametrize("written", ["0001-{year}", "N.° 1-{year}", "plan 0001 - {year}"])
def test_a_document_is_found_by_its_number(client, cast, whole, written):
    assert list(found(client, cast.berta, written.format(year=whole.year))) == ["Documentos"]
    assert not found(client, cast.berta, written.format(year=whole.year - 1))


def test_a_code_finds_the_place_and_what_happened_there(client, cast, whole):
    shown = found(client, cast.berta, "990-0001")
    assert shown["Instituciones"] == ["Jardín Los Cóndores"]
    assert shown["Visitas"] and shown["Documentos"]


def test_a_theme_finds_the_session(client, cast):
    meeting(cast, title="Preguntas que hacen pensar", place="Salón comunal")
    assert found(client, cast.ana, "salon preguntas") == {"GIA, RTC y talleres": ["Preguntas que hacen pensar"]}
    assert not found(client, cast.olga, "salon preguntas")


def test_an_administrator_finds_places_and_accounts_and_no_person(client, cast, whole):
    assert found(client, cast.alma, "tania") == {"Cuentas": ["Tania Flores"]}
    assert list(found(client, cast.alma, "cóndores")) == ["Instituciones"]


@pytest.mark.parametrize("name", SEARCHERS)
def test_whatever_is_found_opens_to_whoever_found_it(client, cast, whole, name):
    who = getattr(cast, name)
    for text in ["tania", "petra", "jardin", "9", "1-2026", "mamani"]:
        for one in answered(client, who, text).context["found"]:
            for hit in one.hits:
                opened = client.get(hit.url, follow=True)
                assert opened.status_code == 200, (name, text, one.label, hit)


def test_nobody_finds_what_is_not_theirs(client, cast, whole):
    """The other UGEL's specialist, and a companion of nobody here."""
    assert not found(client, cast.carla, "tania") and not found(client, cast.olga, "tania")


def test_a_list_with_more_opens_whole_with_the_same_words(client, cast, django_assert_max_num_queries):
    """Six alike; what was typed stands in no address."""
    for n in range(SHOWN + 1):
        teacher = Teacher.objects.create(first_names=f"Rosa {n}", last_names="Igual", document_number=f"7000000{n}")
        cast.assignment.post.__class__.objects.create(
            teacher=teacher, institution=cast.jardin, section="A", ages=[3], cycle="II", starts_on=cast.today
        )
    with django_assert_max_num_queries(30):  # two requests: the posted one, and the page
        page = answered(client, cast.berta, "igual")
    [people] = page.context["found"]
    assert len(people.hits) == SHOWN
    assert WORDS in people.all_url and "igual" not in people.all_url.lower()
    assert client.get(people.all_url).context["page"].paginator.count == SHOWN + 1


def test_readers_of_figures_have_no_lists(client, cast):
    client.force_login(cast.rita)
    answer = client.get(reverse("search"))
    assert answer.status_code == 403 and "no hay listas de personas" in answer.text
    assert 'data-key="/"' not in client.get("/").text


def test_nothing_is_asked_before_something_is_typed(client, cast):
    for text in ("", "   ", "\x00"):
        assert not answered(client, cast.berta, text).context["found"]
    assert "No encontramos nada" in answered(client, cast.berta, "xyzzy").text
