"""The first page of a teacher or promoter: short, hers, and nothing on it that waits for her own look first."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from django.urls import reverse

from visits.groups.models import Attendance, GroupSession
from visits.models import Commitment, Visit


@pytest.fixture
def hers(client: Any, cast: Any) -> Any:
    client.force_login(cast.tania.user)
    return client


def test_it_is_hers_and_leads_to_her_whole_record(hers: Any, cast: Any) -> None:
    page = hers.get(reverse("home")).text
    assert "Hola, Tania" in page and "Todavía no hay visitas." in page and "Nada por ahora." in page
    assert cast.tania.get_absolute_url() in page and reverse("my_access_log") in page


def test_it_says_what_waits_what_was_agreed_and_how_the_last_visit_was(hers: Any, cast: Any) -> None:
    visit = cast.closed_visit()
    cast.visit(status=Visit.Status.PLANNED, visited_on=cast.today + timedelta(days=3))
    Commitment.objects.update(due_on=cast.today - timedelta(days=1))
    answer = hers.get(reverse("home"))
    assert answer.context["waiting"].to_acknowledge == [visit]
    assert [one.is_overdue for one in answer.context["pending"]] == [True]
    assert answer.context["last_visit"] == visit
    assert answer.context["next_visit"].visited_on == cast.today + timedelta(days=3)
    assert "Escucha con calma." in answer.text


def test_the_picture_waits_with_the_levels_for_her_own_look(hers: Any, cast: Any) -> None:
    cast.closed_visit(levels=[1, 2, 2, 3, 3])
    answer = hers.get(reverse("home"))
    assert answer.context["trajectory"] is None and "<svg xmlns" not in answer.text


def test_at_a_glance_the_picture_shows_what_moved(client: Any, cast: Any) -> None:
    cast.closed_visit(levels=[1, 2, 2, 3, 3])
    cast.closed_visit(levels=[1, 2, 3, 3, 4])
    client.force_login(cast.ana)
    [trajectory] = client.get(cast.tania.get_absolute_url()).context["trajectories"]
    assert [len(drawing.lines) for drawing in (trajectory.drawing, trajectory.glance)] == [5, 2]


def test_the_commitments_that_come_first_are_shown_and_all_are_counted(hers: Any, cast: Any) -> None:
    visit = cast.closed_visit()
    for n in range(5):
        Commitment.objects.create(visit=visit, teacher=cast.tania, action=f"Acción {n}", due_on=cast.today)
    answer = hers.get(reverse("home"))
    assert (len(answer.context["pending"]), answer.context["pending_total"]) == (3, 6)
    assert "Ver los 6 compromisos" in answer.text


def test_a_long_commitment_is_shortened_and_leads_to_the_whole(hers: Any, cast: Any) -> None:
    visit = cast.closed_visit()
    Commitment.objects.update(action="Preguntar y esperar " * 20)
    page = hers.get(reverse("home")).text
    assert "Preguntar y esperar " * 20 not in page and "Preguntar y esperar" in page
    assert f"{visit.teacher.get_absolute_url()}#commitments" in page


def test_meetings_count_with_their_hours_when_both_ends_are_known(hers: Any, cast: Any) -> None:
    spans = [(time(15), time(17, 30)), (time(9), time(11)), (time(9), None)]
    for n, (start, end) in enumerate(spans):
        session = GroupSession.objects.create(
            campaign=cast.campaign,
            kind="gia",
            title=f"GIA {n}",
            state="held",
            facilitator="Ana",
            held_on=cast.today,
            starts_at=start,
            ends_at=end,
        )
        Attendance.objects.create(session=session, teacher=cast.tania, status=Attendance.Status.ATTENDED)
    answer = hers.get(reverse("home"))
    [year] = answer.context["training"]
    assert (year.total.came, year.total.text) == (3, "4 h 30 min")


def test_it_costs_few_queries(hers: Any, cast: Any, django_assert_max_num_queries: Any) -> None:
    for _ in range(3):
        cast.closed_visit()
    with django_assert_max_num_queries(17):  # four know the reader, five find what waits, the others are a part each
        hers.get(reverse("home"))
