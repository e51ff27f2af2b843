"""Each figure of the dashboards opens exactly the rows that it counts."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from accompaniment.models import Assignment, Institution, Network, Post, Role, Teacher
from visits.models import Commitment, PairedObservation, Score, Visit
from visits.tests.alerts.said import raised

LINK = re.compile(r"<a [^>]*href=\"([^\"]+)\"[^>]*>(.*?)</a>", re.DOTALL)
CELL = re.compile(r"<title>[^<]*: (\d+)</title>")


@pytest.fixture
def year(cast):
    """A year in which some moved to another place, were judged by two instruments, or only once in a criterion."""
    Institution.objects.filter(pk=cast.jardin.pk).update(network=Network.objects.create(ugel=cast.ugel, name="Red Sur"))
    other = Institution.objects.create(
        modular_code="9900077", name="Las Dalias", kind="jardin", level_code="A2", ugel=cast.ugel, area="urban"
    )
    for number in range(4):
        teacher = Teacher.objects.create(
            document_number=f"4300000{number}", first_names="N", last_names="Apellido", kind="classroom"
        )
        where = cast.jardin if number % 2 else other
        assignment = assigned(cast, teacher, where)
        if number:
            cast.closed_visit(assignment=assignment, levels=[number, 2, 2, 3, 4])
    mover = Teacher.objects.get(document_number="43000001")
    mover.posts.update(ends_on=cast.today - timedelta(days=2))
    cast.closed_visit(assignment=assigned(cast, mover, other, starts_on=cast.today - timedelta(days=1)))
    diagnostic = cast.closed_visit(levels=[1, 1, 1, 1, 1])
    Visit.objects.filter(pk=diagnostic.pk).update(visited_on=cast.today - timedelta(days=40), phase="diagnostic")
    latest = cast.closed_visit(levels=[2, 3, 3, 4, 4], phase="process")
    Score.objects.filter(visit=latest, criterion__order=1).update(value=None)
    Score.objects.filter(visit=latest, criterion__order=2).update(out_of_calibration=True)
    cast.closed_visit(assignment=cast.promoter_assignment)
    cast.visit()
    cast.visit(status=Visit.Status.PLANNED, visited_on=cast.today - timedelta(days=3))
    nobodys = Teacher.objects.create(document_number="43000099", first_names="N", last_names="Sola", kind="classroom")
    Post.objects.create(teacher=nobodys, institution=other, cycle="II", starts_on=cast.campaign.starts_on)
    late = cast.today - timedelta(days=1)
    Commitment.objects.create(visit=latest, teacher=cast.tania, action="Leer", due_on=late)
    raised(cast)
    return cast


def assigned(cast, teacher, where, starts_on=None):
    starts_on = starts_on or cast.campaign.starts_on
    post = Post.objects.create(teacher=teacher, institution=where, cycle="II", starts_on=starts_on)
    return Assignment.objects.create(
        companion=cast.assignment.companion,
        post=post,
        campaign=cast.campaign,
        modality="external",
        visits_owed=4,
        starts_on=starts_on,
    )


def figures(page: str) -> set[tuple[int, str]]:
    """The number and the address of each link that begins with a number or is a cell of a bar."""
    found = set()
    for address, inside in LINK.findall(page.split("<main")[1]):
        said = CELL.search(inside)
        text = " ".join(re.sub("<[^>]+>", " ", inside).split())
        number = said[1] if said else re.match(r"(?:n = )?(\d+)", text)
        if number:
            found.add((int(number if said else number[1]), unescape(address)))
    return found


def opened(client: Any, page_url: str, address: str) -> int:
    answer = client.get(address if address.startswith("/") else page_url + address)
    assert answer.status_code == 200, address
    context = answer.context
    if address.startswith("?"):
        where = address.split("#")[1]
        name = "never_visited" if where == "never" else where
        return len(context[name])
    return context["page"].paginator.count


CASES = [
    ("ugel", "", False),
    ("ugel", "phase=diagnostic", True),
    ("institution", "", True),
    ("institution", "phase=process", False),
]


@pytest.mark.parametrize(("where", "query", "is_apart"), CASES)
def test_every_figure_opens_the_rows_that_it_counts(client, year, where, query, is_apart):
    if is_apart:
        visit = Visit.objects.closed().filter(teacher__last_names="Apellido").first()
        PairedObservation.objects.create(visit=visit, observer=year.berta, invited_by=year.ana)
    client.force_login(year.berta)
    url = reverse(f"reports:{where}", args=[getattr(year, "ugel" if where == "ugel" else "jardin").pk])
    shown = figures(client.get(f"{url}?{query}").text)
    assert not [(number, address) for number, address in shown if opened(client, url, address) != number]
    assert len(shown) >= 15


def test_what_needs_a_specialist_opens_its_rows_in_her_ugel_alone(client, year):
    """Whoever keeps two UGELs finds the people of the one whose page she reads."""
    Role.objects.create(user=year.berta, kind=Role.Kind.SPECIALIST, ugel=year.other_ugel, starts_on=year.today)
    other = Teacher.objects.create(document_number="43000098", first_names="N", last_names="Otra", kind="classroom")
    Post.objects.create(teacher=other, institution=year.other_jardin, cycle="II", starts_on=year.today)
    client.force_login(year.berta)
    url = reverse("reports:ugel", args=[year.ugel.pk])
    page = client.get(url)
    needs = page.context["needs"]
    assert (needs.alone, needs.behind) == (1, 1)
    shown = figures(page.text)
    of_needs = [address for number, address in shown if "alone=on" in address or "/companions/" in address]
    assert [opened(client, url, address) for address in of_needs] == [1, 1]


def test_a_companion_behind_leads_to_the_visits_whose_day_has_passed(client, year):
    client.force_login(year.berta)
    page = client.get(reverse("reports:ugel_companions", args=[year.ugel.pk]))
    [companion] = page.context["page"]
    address = f"{page.context['visits_url']}&companion={companion.pk}"
    assert client.get(address).context["page"].paginator.count == companion.n == 1
    assert address.replace("&", "&amp;") in page.text


def test_a_cell_of_the_grid_of_networks_opens_those_who_achieved_it_there(client, year):
    client.force_login(year.berta)
    page = client.get(reverse("reports:ugel", args=[year.ugel.pk]))
    grid = next(chart["grid"] for chart in page.context["charts"] if chart["grid"])
    cells = [cell for _head, cells in grid.table for cell in cells if cell.url]
    assert cells
    for cell in cells:
        assert client.get(cell.url).context["page"].paginator.count == int(cell.text.split()[0]), cell


def test_a_director_opens_hers(client, year):
    client.force_login(year.diana)
    url = reverse("reports:institution", args=[year.jardin.pk])
    for number, address in figures(client.get(url).text):
        assert opened(client, url, address) == number, address


def test_whoever_reads_sums_finds_no_link_to_people(client, year):
    client.force_login(year.rita)
    page = client.get(reverse("reports:ugel", args=[year.ugel.pk])).text
    assert not figures(page)
    refused = client.get(reverse("reports:ugel_people", args=[year.ugel.pk]))
    assert refused.status_code == 403 and "para la especialista" in refused.text


@pytest.mark.parametrize("levels", ["0", "x", "1-9", "999999999", "1-out-2", "٣", "1" * 5000])
def test_levels_that_nobody_shows_find_nothing(client, year, levels):
    client.force_login(year.berta)
    answer = client.get(reverse("visits:list"), {"levels": levels})
    assert answer.status_code == 200 and answer.context["page"].paginator.count == 0


def test_a_second_observer_can_not_search_for_the_levels_that_wait(client, year):
    visit = Visit.objects.closed().filter(teacher__last_names="Apellido").first()
    PairedObservation.objects.create(visit=visit, observer=year.berta, invited_by=year.ana)
    criterion = visit.version.criteria.first().pk
    client.force_login(year.berta)
    asked = [{"levels": f"{criterion}{level}"} for level in ("", "-1", "-2", "-3")]
    assert visit not in [row for one in asked for row in client.get(reverse("visits:list"), one).context["page"]]
