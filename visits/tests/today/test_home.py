"""The companion's first page: each thing of her week once, and her people, whoever needs her most first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from visits.models import Commitment, PairedObservation, Visit
from visits.today.agenda import agenda_of
from visits.today.people import people_of

PLANNED = Visit.Status.PLANNED


def week(cast: Any) -> list[tuple[Any, str, str]]:
    return [(item.day, item.said, item.action) for item in agenda_of(cast.ana, cast.today)]


def test_the_week_says_each_thing_once_and_what_cannot_wait_first(cast: Any) -> None:
    def on(days: int, **fields: Any) -> Any:
        return cast.visit(visited_on=cast.today + timedelta(days=days), **fields)

    soon, late, today, draft = on(2, status=PLANNED), on(-2, status=PLANNED), on(0, status=PLANNED), on(-1)
    on(7, status=PLANNED)  # next week's is told beside the person
    cast.closed_visit()
    assert week(cast) == [
        (draft.visited_on, "sin terminar", "Seguir"),
        (late.visited_on, "ya pasó su día", "Registrar"),
        (today.visited_on, "programada", "Registrar"),
        (soon.visited_on, "programada", "Preparar"),
    ]
    assert agenda_of(cast.ana, cast.today)[0].url == reverse("visits:form", args=[draft.pk])
    assert agenda_of(cast.olga, cast.today) == []


def test_an_invitation_stands_among_the_visits_by_its_day(cast: Any) -> None:
    later = cast.today + timedelta(days=3)
    visit = cast.visit(status=PLANNED, visited_on=later)
    PairedObservation.objects.create(visit=visit, observer=cast.olga, invited_by=cast.ana)
    [item] = agenda_of(cast.olga, cast.today)
    assert (item.day, item.said, item.action) == (later, "te invitaron", "Observar")


def test_a_person_shows_her_visits_the_next_and_what_is_overdue(cast: Any) -> None:
    cast.closed_visit()
    next_on = cast.today + timedelta(days=5)
    cast.visit(status=PLANNED, visited_on=next_on)
    Commitment.objects.update(due_on=cast.today - timedelta(days=1))
    people = {one.assignment.post.teacher: one for one in people_of(cast.ana, cast.today)}
    tania, petra = people[cast.tania], people[cast.petra]
    assert (tania.assignment.made, tania.overdue, tania.due, tania.assignment.next_on) == (1, 1, 0, next_on)
    assert tania.squares == [True] + [False] * 5
    assert (petra.assignment.made, petra.overdue, petra.due, petra.assignment.next_on) == (0, 0, 0, None)


@pytest.mark.parametrize("first", ["tania", "petra"])
def test_whoever_has_visits_left_and_no_day_comes_first(cast: Any, first: str) -> None:
    planned = cast.promoter_assignment if first == "tania" else cast.assignment
    cast.visit(assignment=planned, status=PLANNED, visited_on=cast.today + timedelta(days=1))
    assert people_of(cast.ana, cast.today)[0].assignment.post.teacher == getattr(cast, first)


def test_then_whoever_has_more_overdue_and_who_has_all_visits_is_last(cast: Any) -> None:
    cast.closed_visit(assignment=cast.promoter_assignment)
    Commitment.objects.update(due_on=cast.today - timedelta(days=1))
    assert [one.assignment.post.teacher for one in people_of(cast.ana, cast.today)] == [cast.petra, cast.tania]
    cast.promoter_assignment.visits_owed = 1
    cast.promoter_assignment.save()
    assert [one.assignment.post.teacher for one in people_of(cast.ana, cast.today)] == [cast.tania, cast.petra]


def test_each_name_stands_once_when_nothing_is_due(cast: Any, client: Any) -> None:
    client.force_login(cast.ana)
    page = client.get(reverse("home")).text
    assert page.count(f"{cast.tania}</a>") == 1
    assert "Nada te espera en estos siete días." in page
    assert reverse("visits:new", args=[cast.assignment.pk]) in page
