from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accompaniment.models import Assignment, Institution, Network, Post, Teacher
from reports.dashboards.indicators import Coverage, hide_small
from visits.models import Commitment, Score, Visit


@pytest.fixture
def url(cast):
    return reverse("reports:ugel", args=[cast.ugel.pk])


def open_page(client, cast, url, who="berta", **query):
    client.force_login(getattr(cast, who))
    response = client.get(url, query)
    assert response.status_code == 200
    return response


def more_teachers(cast, n, *, network=None):
    """People of the jardín, all accompanied by Ana, each with a closed visit."""
    if network:
        Institution.objects.filter(pk=cast.jardin.pk).update(
            network=Network.objects.create(ugel=cast.ugel, name=network)
        )
    for i in range(n):
        teacher = Teacher.objects.create(
            document_number=f"430000{i:02d}", first_names="N", last_names="Apellido", kind="classroom"
        )
        post = Post.objects.create(
            teacher=teacher, institution=cast.jardin, cycle="II", starts_on=cast.campaign.starts_on
        )
        assignment = Assignment.objects.create(
            companion=cast.assignment.companion,
            post=post,
            campaign=cast.campaign,
            modality="external",
            visits_owed=4,
            starts_on=cast.campaign.starts_on,
        )
        cast.closed_visit(assignment=assignment, levels=[2, 2, 2, 2, 2])


def rows(response, number):
    return {row.label: row for row in response.context["tables"][number].rows}


def test_coverage_of_the_whole_and_of_its_groups(client, cast, url):
    more_teachers(cast, 2, network="Red Sur")
    cast.closed_visit()
    response = open_page(client, cast, url)
    total = response.context["total"]
    assert (total.people, total.visited, total.made, total.owed) == (4, 3, 3, 6 + 6 + 4 + 4)
    south, none = rows(response, 0)["Red Sur"], rows(response, 0)["Sin red"]
    assert (south.people, south.visited, south.made, south.owed) == (3, 3, 3, 14)
    assert (none.people, none.visited, none.made, none.owed) == (1, 0, 0, 6)
    assert rows(response, 1)["promotora educativa comunitaria"].people == 1
    assert rows(response, 2)["rural"].owed == 6


def test_it_leads_down_to_the_visits(client, cast, url):
    cast.closed_visit()
    page = open_page(client, cast, url).content.decode()
    assert f"{reverse('visits:list')}?campaign={cast.campaign.pk}&amp;status=closed" in page


def test_services_never_visited_are_named(client, cast, url):
    cast.closed_visit()
    Institution.objects.create(
        modular_code="9900009", name="Cerrado", kind="jardin", level_code="A2", ugel=cast.ugel, state="closed"
    )
    response = open_page(client, cast, url, all="never")
    assert [place.name for place in response.context["never_visited"]] == ["PRONOEI Semillitas"]
    assert response.context["needs"].never == 1


def test_many_services_never_visited_are_counted_and_can_all_be_seen(client, cast, url):
    Institution.objects.bulk_create(
        Institution(modular_code=f"98{n:05d}", name=f"Jardín {n:02d}", kind="jardin", level_code="A2", ugel=cast.ugel)
        for n in range(30)
    )
    cast.visit(status=Visit.Status.CLOSED, assignment=cast.promoter_assignment)
    response = open_page(client, cast, url)
    assert (response.context["never_visited"], response.context["needs"].never) == ([], 31)
    assert len(open_page(client, cast, url, all="never").context["never_visited"]) == 31


def test_overdue_commitments_are_counted(client, cast, url):
    visit = cast.closed_visit()
    Commitment.objects.create(visit=visit, teacher=cast.tania, action="x", due_on=cast.today - timedelta(days=1))
    Commitment.objects.create(visit=visit, teacher=cast.tania, action="y", due_on=cast.today - timedelta(days=2))
    other = cast.closed_visit(assignment=cast.promoter_assignment)
    Commitment.objects.create(visit=other, teacher=cast.petra, action="z", due_on=cast.today - timedelta(days=9))
    response = open_page(client, cast, url)
    assert response.context["late"].n == 3
    assert [(late.person, late.n) for late in response.context["late"].first] == [
        (cast.tania, 2),
        (cast.petra, 1),
    ]
    assert f"{cast.tania.get_absolute_url()}#commitments" in response.text
    listed = open_page(client, cast, url, all="overdue")
    assert len(listed.context["overdue"]) == 3 and visit.get_absolute_url() in listed.text


def test_each_instrument_has_its_own_distribution(client, cast, url):
    cast.closed_visit()
    cast.closed_visit(assignment=cast.promoter_assignment)
    charts = open_page(client, cast, url).context["charts"]
    assert [(c["levels"].n, len(c["levels"].level_names)) for c in charts] == [(1, 3), (1, 4)]


@pytest.mark.parametrize("who", ["rita", "nora"])
def test_readers_see_sums_and_no_person_nor_small_group(client, cast, url, who):
    more_teachers(cast, 6)
    cast.closed_visit(assignment=cast.promoter_assignment)
    response = open_page(client, cast, url, who)
    assert response.context["total"].people == 8
    kinds = rows(response, 1)
    assert kinds["promotora educativa comunitaria"].is_hidden
    assert kinds["docente de aula"].is_hidden  # else 8 - 7 would tell about the one promoter
    assert [c["levels"].n for c in response.context["charts"]] == [6]
    page = response.content.decode()
    for personal in ("Flores", "Muñoz", "Semillitas", "Cóndores", "41000002"):
        assert personal not in page
    assert "grupo pequeño" in page and reverse("visits:list") not in page.split("<main")[1]


def test_a_small_ugel_shows_readers_nothing(client, cast, url):
    cast.closed_visit()
    response = open_page(client, cast, url, "rita")
    assert response.context["total"].is_hidden and not response.context["charts"]
    assert "Menos de 5 personas" in response.content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("carla", 404), ("dora", 404), ("tania", 404), ("ana", 403), ("diana", 403), ("alma", 403)]
)
def test_others(client, cast, url, who, status):
    client.force_login(cast.tania.user if who == "tania" else getattr(cast, who))
    response = client.get(url)
    assert response.status_code == status
    assert status == 404 or "El tablero de la UGEL es de sus especialistas" in response.content.decode()


def test_a_ugel_without_a_campaign(client, cast):
    url = reverse("reports:ugel", args=[cast.other_ugel.pk])
    assert reverse("campaign_new") in open_page(client, cast, url, "carla").content.decode()
    assert reverse("campaign_new") not in open_page(client, cast, url, "rita").content.decode()


def test_an_expired_specialist(client, cast, url):
    cast.berta.roles.update(ends_on=cast.today - timedelta(days=1))
    client.force_login(cast.berta)
    assert client.get(url).status_code == 404


def test_signed_out(client, url):
    assert client.get(url).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("who", ["berta", "rita", "nora"])
def test_query_budget(client, cast, url, who, django_assert_max_num_queries):
    more_teachers(cast, 6)
    client.force_login(getattr(cast, who))
    with django_assert_max_num_queries(12):
        client.get(url)


def test_every_group_of_the_coverage_opens_the_visits_behind_it(client, cast):
    cast.closed_visit()
    cast.closed_visit(assignment=cast.promoter_assignment)
    client.force_login(cast.berta)
    page = client.get(reverse("reports:ugel", args=[cast.ugel.pk]))
    rows = [row for table in page.context["tables"] for row in table.rows]
    assert {row.made for row in rows} == {1, 2}
    for row in rows:
        assert client.get(row.url).context["page"].paginator.count == row.made, row.label


# --- Groups of fewer than five ---------------------------------------------------------------------------------
def of_phase(cast, phase, n):
    """Move the visits of `n` of the people of `more_teachers` to a phase."""
    people = Teacher.objects.filter(last_names="Apellido").order_by("pk").values("pk")[:n]
    Visit.objects.filter(teacher__in=list(people.values_list("pk", flat=True))).update(phase=phase)


def shown_to_reader(client, cast, url, **query):
    return [c["levels"].n for c in open_page(client, cast, url, "rita", **query).context["charts"]]


@pytest.mark.parametrize(("n", "shown"), [(4, []), (5, [5])])
def test_levels_begin_at_five_people(client, cast, url, n, shown):
    more_teachers(cast, n)
    assert shown_to_reader(client, cast, url) == shown
    assert [c["levels"].n for c in open_page(client, cast, url).context["charts"]] == [n]


@pytest.mark.parametrize(("n", "hidden"), [(2, True), (3, False)])
def test_figures_begin_at_five_people(client, cast, url, n, hidden):
    more_teachers(cast, n)  # and Tania and Petra, who have an assignment too
    assert open_page(client, cast, url, "nora").context["total"].is_hidden is hidden


@pytest.mark.parametrize(("of_diagnostic", "shown"), [(5, [5]), (6, []), (8, []), (9, [9])])
def test_a_phase_taken_away_from_the_year_leaves_no_small_group(client, cast, url, of_diagnostic, shown):
    """Nine people were visited: what the year shows less what the phase shows is nobody, or five at least."""
    more_teachers(cast, 9 if of_diagnostic != 5 else 10)
    of_phase(cast, "process", 10)
    of_phase(cast, "diagnostic", of_diagnostic)
    assert shown_to_reader(client, cast, url) == [9 if of_diagnostic != 5 else 10]
    assert shown_to_reader(client, cast, url, phase="diagnostic") == shown


@pytest.mark.parametrize(("scored", "rows"), [(4, 4), (5, 5)])
def test_a_criterion_that_few_were_scored_in_is_not_shown(client, cast, url, scored, rows):
    more_teachers(cast, 9)
    first = Score.objects.filter(criterion__order=1).order_by("pk").values_list("pk", flat=True)
    Score.objects.filter(pk__in=list(first[scored:])).update(value=None)
    (chart,) = open_page(client, cast, url, "rita").context["charts"]
    assert len(chart["levels"].rows) == rows


@given(st.lists(st.integers(0, 12), min_size=1, max_size=6))
def test_no_sum_of_what_is_shown_leaves_a_small_group(sizes):
    """Whoever knows the total can take what is shown away from it: that is nobody, or five people at least."""
    rows = hide_small([Coverage(str(n), n, people=people) for n, people in enumerate(sizes)])
    left = sum(sizes) - sum(row.people for row in rows if not row.is_hidden)
    assert sum(sizes) < 5 or left == 0 or left >= 5
    assert all(row.people >= 5 for row in rows if not row.is_hidden)
