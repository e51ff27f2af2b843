"""A new office is led step by step until its first visit is closed, and a new site until an office began."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accompaniment.letters.models import Letter
from accompaniment.models import Assignment, Campaign, Companion, Post, Role
from reports.dashboards.first_steps import first_steps_of_site, first_steps_of_ugel


def done(steps: Any) -> list[bool]:
    return [step.is_done for step in steps.steps]


def test_a_ugel_that_has_nothing_begins_with_the_registry(client: Any, cast: Any) -> None:
    cast.other_jardin.delete()
    client.force_login(cast.carla)
    page = client.get(reverse("home"))
    assert done(page.context["first_steps"]) == [False] * 6
    assert "Primeros pasos" in page.text and reverse("registry") in page.text


@pytest.mark.parametrize(
    ("left", "url"),
    [
        (Assignment, "teachers"),
        (Post, "roster"),
        (Companion, "companions"),
        (Campaign, "campaign_new"),
    ],
)
def test_each_step_is_done_once_there_is_one(cast: Any, left: Any, url: str) -> None:
    of_ugel = {"campaign__ugel": cast.ugel, "institution__ugel": cast.ugel, "ugel": cast.ugel}
    order = [(Assignment, "campaign__ugel"), (Post, "institution__ugel"), (Companion, "ugel"), (Campaign, "ugel")]
    for model, where in order:
        model.objects.filter(**{where: of_ugel[where]}).delete()
        if model is left:
            break
    steps = first_steps_of_ugel(cast.ugel)
    assert steps and steps.next and steps.next.url == reverse(url)


def test_they_go_with_the_first_closed_visit(client: Any, cast: Any) -> None:
    assert done(first_steps_of_ugel(cast.ugel)) == [True] * 5 + [False]
    cast.visit()
    client.force_login(cast.berta)
    assert "Primera visita cerrada" in client.get(reverse("home")).text
    cast.closed_visit()
    page = client.get(reverse("home"))
    assert first_steps_of_ugel(cast.ugel) is None and "Primeros pasos" not in page.text


def test_a_director_and_a_reader_are_led_nowhere(client: Any, cast: Any) -> None:
    client.force_login(cast.nora)
    assert "first_steps" not in client.get(reverse("reports:ugel", args=[cast.ugel.pk])).context


def test_an_administrator_is_led_until_an_office_began(client: Any, cast: Any) -> None:
    client.force_login(cast.alma)
    assert "Primeros pasos" not in client.get(reverse("home")).text
    Assignment.objects.all().delete()
    Campaign.objects.all().delete()
    Role.objects.filter(kind=Role.Kind.SPECIALIST).delete()
    assert done(first_steps_of_site()) == [True, False, False]
    assert reverse("roles") in client.get(reverse("home")).text


def test_a_site_that_works_tells_an_administrator_what_waits(client: Any, cast: Any) -> None:
    client.force_login(cast.alma)
    assert "Nada te espera por ahora." in client.get(reverse("home")).text
    cast.berta.roles.update(ends_on=cast.today - timedelta(days=1))
    Letter.objects.create(user=cast.ana, kind="digest", status="failed", good_until=timezone.now())
    page = client.get(reverse("home"))
    assert (page.context["waiting"].unkept, page.context["waiting"].letters) == ([cast.ugel], 1)
    assert "UGEL Prueba trabaja este año y no tiene especialista" in page.text
    assert reverse("system_state") in page.text
