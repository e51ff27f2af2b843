"""Reading: the list, one visit, the person's page and the companion's day."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accompaniment.models import Post
from visits.models import Commitment, Visit


@pytest.fixture
def sign_in(client, cast):
    def enter(who):
        client.force_login(who)
        return client

    return enter


def test_a_closed_visit_reads_whole(sign_in, cast):
    visit = cast.closed_visit(private_notes="Solo para mí")
    page = sign_in(cast.ana).get(visit.get_absolute_url()).content.decode()
    for text in (
        "Escucha con calma.",
        "Preguntas más abiertas.",
        "eligen su sector",
        "Solo para mí",
        "Hacer dos preguntas",
    ):
        assert text in page


@pytest.mark.parametrize("who", ["berta", "diana"])
def test_specialist_and_director_read_it_without_private_notes(sign_in, cast, who):
    visit = cast.closed_visit(private_notes="Solo para mí")
    page = sign_in(getattr(cast, who)).get(visit.get_absolute_url()).content.decode()
    assert "Escucha con calma." in page
    assert "Solo para mí" not in page


def test_the_accompanied_person_reads_her_own_visit(sign_in, cast):
    visit = cast.closed_visit(private_notes="Solo para mí")
    client = sign_in(cast.tania.user)
    page = client.get(visit.get_absolute_url()).content.decode()
    assert "Escucha con calma." in page
    assert "Solo para mí" not in page
    assert client.get(cast.tania.get_absolute_url()).status_code == 200
    assert client.get(cast.petra.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("who", ["berta", "diana", "tania"])
def test_a_draft_is_its_companions_alone(sign_in, cast, who):
    visit = cast.visit()
    user = cast.tania.user if who == "tania" else getattr(cast, who)
    client = sign_in(user)
    assert client.get(visit.get_absolute_url()).status_code == 404
    assert "Todavía no hay visitas." in client.get(reverse("visits:list")).content.decode()


@pytest.mark.parametrize("who", ["olga", "elena", "carla", "dora", "rita", "nora", "alma"])
def test_outsiders_find_nothing(sign_in, cast, who):
    visit = cast.closed_visit()
    client = sign_in(getattr(cast, who))
    assert client.get(visit.get_absolute_url()).status_code == 404
    assert client.get(cast.tania.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("who", ["rita", "nora", "alma"])
def test_readers_and_administrators_have_no_list_of_visits(sign_in, cast, who):
    answer = sign_in(getattr(cast, who)).get(reverse("visits:list"))
    assert answer.status_code == 403
    assert "resúmenes" in answer.content.decode()


def test_the_list_filters_and_says_how_many(sign_in, cast):
    closed, draft = cast.closed_visit(), cast.visit()
    promoter = cast.closed_visit(assignment=cast.promoter_assignment)
    client = sign_in(cast.ana)
    url = reverse("visits:list")
    assert "3 visitas" in client.get(url).content.decode()
    for query, found in (
        ({"q": "munoz"}, {promoter}),
        ({"q": "condores"}, {closed, draft}),
        ({"status": "in_progress"}, {draft}),
        ({"institution": cast.pronoei.pk}, {promoter}),
        ({"teacher": cast.tania.pk, "status": "closed"}, {closed}),
        ({"since": (cast.today + timedelta(days=1)).isoformat()}, set()),
    ):
        assert set(client.get(url, query).context["page"].object_list) == found, query


def test_visits_whose_day_has_passed_can_be_found(sign_in, cast):
    cast.closed_visit()
    past, today = (
        cast.visit(status=Visit.Status.PLANNED, visited_on=cast.today - timedelta(days=days)) for days in (1, 0)
    )
    found = sign_in(cast.berta).get(reverse("visits:list"), {"status": "past"}).context["page"].object_list
    assert past in found and today not in found and len(found) == 1


def test_a_bad_filter_is_said_and_nothing_breaks(sign_in, cast):
    answer = sign_in(cast.ana).get(reverse("visits:list"), {"since": "ayer", "page": "xx"})
    assert answer.status_code == 200
    assert "fecha válida" in answer.content.decode()


def test_the_list_has_pages(sign_in, cast):
    for _ in range(30):
        cast.visit()
    client = sign_in(cast.ana)
    assert len(client.get(reverse("visits:list"), {"page": 2, "status": "in_progress"}).context["page"]) == 5


def test_the_persons_page_tells_levels_and_commitments(sign_in, cast):
    cast.closed_visit(levels=[1, 2, 2, 3, 3])
    cast.closed_visit(levels=[2, 2, 3, 3, 4])
    page = sign_in(cast.diana).get(cast.tania.get_absolute_url())
    [trajectory] = page.context["trajectories"]
    assert trajectory.rows[0].levels == ["I", "II"]
    assert trajectory.rows[4].levels == ["III", "IV"]
    assert page.content.decode().count("Hacer dos preguntas abiertas") == 2


def test_a_companion_of_nobody_is_told_what_to_do(sign_in, cast):
    assert "especialista de tu UGEL" in sign_in(cast.olga).get(reverse("home")).content.decode()


@pytest.mark.parametrize(("which", "budget"), [("home", 12), ("list", 12), ("detail", 13), ("teacher", 12)])
def test_pages_stay_within_their_budget_of_queries(sign_in, cast, which, budget, django_assert_max_num_queries):
    """A whole visit has nine kinds of rows, each with a query of its own, over the four that know the reader."""
    for _ in range(4):
        visit = cast.closed_visit()
    cast.visit()
    url = {
        "home": reverse("home"),
        "list": reverse("visits:list"),
        "detail": visit.get_absolute_url(),
        "teacher": cast.tania.get_absolute_url(),
    }[which]
    client = sign_in(cast.ana)
    with django_assert_max_num_queries(budget):
        client.get(url)


@pytest.mark.parametrize("who", ["ana", "berta", "diana"])
def test_what_the_reader_has_nothing_of_is_not_asked(cast, who):
    """A condition that no row fulfils costs the database the index of the others."""
    user = getattr(cast, who)
    for rows in (Visit, Commitment, Post):
        assert '"teacher_id" IS NULL' not in str(rows.objects.visible_to(user).query)
