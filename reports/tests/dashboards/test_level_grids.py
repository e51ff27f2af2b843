"""The heat grids: networks by criteria for a UGEL, people by criteria for an institution."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from accompaniment.models import Assignment, Institution, Network, Post, Teacher
from visits.models import PairedObservation


def place_in(cast: Any, name: str, code: str) -> Institution:
    return Institution.objects.create(
        modular_code=code,
        name=f"Jardín de {name}",
        kind="jardin",
        level_code="A2",
        ugel=cast.ugel,
        network=Network.objects.create(ugel=cast.ugel, name=name),
    )


def visited(cast: Any, place: Institution, n: int, *, levels: list[int]) -> None:
    """So many people of a place, each with a closed visit."""
    for i in range(n):
        document = f"43{place.modular_code[-2:]}{i:04}"
        teacher = Teacher.objects.create(
            document_number=document, first_names="N", last_names=f"Apellido {'abcdefghij'[i]}", kind="classroom"
        )
        post = Post.objects.create(teacher=teacher, institution=place, cycle="II", starts_on=cast.campaign.starts_on)
        assignment = Assignment.objects.create(
            companion=cast.assignment.companion,
            post=post,
            campaign=cast.campaign,
            modality="external",
            visits_owed=4,
            starts_on=cast.campaign.starts_on,
        )
        cast.closed_visit(assignment=assignment, levels=levels)


@pytest.fixture
def networks(cast: Any) -> dict[str, Institution]:
    return {name: place_in(cast, name, f"99000{n}0") for n, name in enumerate(("Norte", "Sur", "Este"), start=3)}


def grid_of(client: Any, who: Any, url: str, **query: Any) -> Any:
    client.force_login(who)
    return client.get(url, query).context["charts"][0]["grid"]


def cells(grid: Any) -> dict[str, list[str]]:
    return {head.text: [cell.text for cell in found] for head, found in grid.table}


@pytest.fixture
def of_ugel(cast: Any) -> str:
    return reverse("reports:ugel", args=[cast.ugel.pk])


def test_of_each_network_those_who_achieved_each_criterion(client: Any, cast: Any, networks: Any, of_ugel: str) -> None:
    visited(cast, networks["Norte"], 2, levels=[1, 2, 3, 4, 3])
    visited(cast, networks["Sur"], 1, levels=[3, 3, 3, 2, 1])
    assert cells(grid_of(client, cast.berta, of_ugel)) == {
        "Norte": ["0 de 2", "0 de 2", "2 de 2", "2 de 2", "2 de 2"],
        "Sur": ["1 de 1", "1 de 1", "1 de 1", "0 de 1", "0 de 1"],
    }


def test_one_network_makes_no_grid(client: Any, cast: Any, networks: Any, of_ugel: str) -> None:
    visited(cast, networks["Norte"], 2, levels=[1, 2, 3, 4, 3])
    assert grid_of(client, cast.berta, of_ugel) is None


def test_whoever_reads_sums_gets_no_figure_of_few_nor_one_that_tells_it(
    client: Any, cast: Any, networks: Any, of_ugel: str
) -> None:
    for name, n in (("Norte", 4), ("Sur", 5), ("Este", 6)):
        visited(cast, networks[name], n, levels=[3, 3, 3, 3, 3])
    grid = grid_of(client, cast.rita, of_ugel)
    few = ["menos de 5"] * 5
    assert cells(grid) == {"Este": ["6 de 6"] * 5, "Norte": few, "Sur": few}  # 15 less 6 and 5 would tell the four
    assert not [cell for _head, found in grid.table for cell in found if cell.url]
    assert not grid.drawing.leads_on and "4/4" not in {label.text for label in grid.drawing.labels}
    assert grid_of(client, cast.rita, of_ugel, phase="diagnostic") is None  # nor by taking a phase from the whole


def test_people_stand_by_name_with_the_level_of_their_last_visit(client: Any, cast: Any) -> None:
    visited(cast, cast.jardin, 2, levels=[1, 2, 3, 4, 3])
    cast.closed_visit(levels=[1, 1, 1, 1, 1])
    last = cast.closed_visit(levels=[2, 2, 2, 2, 4])
    grid = grid_of(client, cast.diana, reverse("reports:institution", args=[cast.jardin.pk]))
    own = ["I", "II", "III", "IV", "III"]
    assert list(cells(grid).items()) == [
        ("Apellido a, N", own),
        ("Apellido b, N", own),
        ("Flores, Tania", ["II", "II", "II", "II", "IV"]),
    ]
    assert grid.table[-1][0].url == last.get_absolute_url()


def test_levels_that_a_director_observes_apart_are_not_in_it(client: Any, cast: Any) -> None:
    visited(cast, cast.jardin, 2, levels=[1, 2, 3, 4, 3])
    visit = cast.closed_visit(levels=[2, 2, 2, 2, 4])
    PairedObservation.objects.create(visit=visit, observer=cast.diana, invited_by=cast.ana)
    grid = grid_of(client, cast.diana, reverse("reports:institution", args=[cast.jardin.pk]))
    assert [head.text for head, _cells in grid.table] == ["Apellido a, N", "Apellido b, N"]
