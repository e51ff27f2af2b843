from datetime import timedelta

import pytest
from django.urls import reverse

from accompaniment.models import Campaign, Post, Teacher
from accompaniment.people.services import end_post
from visits.models import Commitment, Visit


@pytest.fixture
def url(cast):
    return reverse("reports:institution", args=[cast.jardin.pk])


def open_page(client, cast, url, who="diana", **query):
    client.force_login(getattr(cast, who))
    response = client.get(url, query)
    assert response.status_code == 200
    return response


def counts(response):
    return [[list(row.counts) for row in chart["levels"].rows] for chart in response.context["charts"]]


@pytest.mark.parametrize("who", ["diana", "berta"])
def test_visits_made_against_visits_owed(client, cast, url, who):
    cast.closed_visit()
    cast.closed_visit()
    cast.visit()  # a draft counts for nobody
    cast.closed_visit(assignment=cast.promoter_assignment)  # another institution's
    response = open_page(client, cast, url, who)
    assert (response.context["made"], response.context["owed"]) == (2, 6)  # Elena's ended assignment owes nothing more
    page = response.content.decode()
    behind = f"institution={cast.jardin.pk}&amp;campaign={cast.campaign.pk}&amp;status=closed"
    assert f"{reverse('visits:list')}?{behind}" in page
    assert f"{behind}&amp;teacher={cast.tania.pk}" in page


def test_people_stand_in_alphabetical_order_not_by_their_visits(client, cast, url):
    for last in ("Zapata", "Alva"):
        teacher = Teacher.objects.create(
            document_number=f"4200000{len(last)}", first_names="X", last_names=last, kind="classroom"
        )
        Post.objects.create(teacher=teacher, institution=cast.jardin, cycle="II", starts_on=cast.today)
    cast.closed_visit()
    people = open_page(client, cast, url).context["people"]
    assert [person.last_names for person in people] == ["Alva", "Flores", "Zapata"]


def test_levels_count_the_latest_closed_visit_of_each_person(client, cast, url):
    cast.closed_visit(levels=[1, 1, 1, 1, 1])
    cast.closed_visit(levels=[2, 3, 4, 2, 3])
    response = open_page(client, cast, url)
    assert counts(response) == [[[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 1, 0, 0], [0, 0, 1, 0]]]
    assert "n = 1" in response.content.decode()


def test_levels_of_a_chosen_phase(client, cast, url):
    cast.closed_visit(levels=[1, 1, 1, 1, 1])
    cast.closed_visit(levels=[2, 2, 2, 2, 2])
    response = open_page(client, cast, url, phase="diagnostic")
    assert counts(response) == [[[1, 0, 0, 0]] * 5]
    assert "phase=diagnostic" in response.context["charts"][0]["levels"].fullest.url
    assert counts(open_page(client, cast, url, phase="closing")) == []
    assert counts(open_page(client, cast, url, phase="nada")) == [[[0, 1, 0, 0]] * 5]


def test_commitments_open_and_overdue(client, cast, url):
    visit = cast.closed_visit()
    late = {"visit": visit, "teacher": cast.tania, "due_on": cast.today - timedelta(days=1)}
    Commitment.objects.create(action="Ordenar los sectores", **late)
    Commitment.objects.create(action="Ya está", status="fulfilled", **late)
    response = open_page(client, cast, url)
    assert (response.context["pending"], response.context["overdue"]) == (2, 1)
    page = response.content.decode()
    assert "Ordenar los sectores" in page and "Ya está" not in page
    assert visit.get_absolute_url() in page


def test_each_figure_is_its_rows_also_of_who_left(client, cast, url):
    for visit in (cast.closed_visit(), cast.closed_visit()):
        visit.commitments.update(due_on=cast.today - timedelta(days=1))
    cast.closed_visit()
    end_post(post=cast.assignment.post, ends_on=cast.today - timedelta(days=1))
    for query in ({}, {"overdue": "yes"}):
        context = open_page(client, cast, url, **query).context
        assert (context["pending"], context["overdue"]) == (3, 2)
        shown = [one for row in context["rows"] for one in row.shown]
        assert len(shown) == context["overdue" if query else "pending"]


def test_an_earlier_campaign_can_be_chosen(client, cast, url):
    earlier = Campaign.objects.create(
        ugel=cast.ugel, year=cast.campaign.year - 1, starts_on="2001-03-01", ends_on="2001-12-20", letterhead="x"
    )
    cast.closed_visit()
    response = open_page(client, cast, url, campaign=earlier.pk)
    assert response.context["campaign"] == earlier and response.context["made"] == 0
    assert open_page(client, cast, url, campaign="x").context["made"] == 1


def test_empty_states(client, cast, url):
    page = open_page(client, cast, url).content.decode()
    assert "Todavía no hay niveles" in page and "No hay compromisos abiertos" in page


def test_private_notes_never_appear(client, cast, url):
    visit = cast.closed_visit()
    Visit.objects.filter(pk=visit.pk).update(private_notes="SECRETO")
    assert "SECRETO" not in open_page(client, cast, url).content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("carla", 404), ("dora", 404), ("olga", 404), ("rita", 404), ("nora", 404), ("ana", 403), ("alma", 403)],
)
def test_others(client, cast, url, who, status):
    client.force_login(getattr(cast, who))
    response = client.get(url)
    assert response.status_code == status
    assert status == 404 or "El tablero de una institución es de su directora" in response.content.decode()


def test_signed_out(client, url):
    assert client.get(url).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("who", ["diana", "berta"])
def test_query_budget(client, cast, url, who, django_assert_max_num_queries):
    for _ in range(3):
        cast.closed_visit()
    client.force_login(getattr(cast, who))
    client.get(url)  # the first look is noted once
    with django_assert_max_num_queries(12):
        client.get(url)
