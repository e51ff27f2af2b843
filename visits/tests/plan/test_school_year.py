"""The calendar proposes days with children alone, and says so of a day without them that somebody chooses."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from accompaniment.models import Companion
from visits.models import Visit
from visits.plan.services import preview_year


@pytest.fixture
def companion(cast):
    return Companion.objects.get(user=cast.ana)


def test_nothing_is_proposed_in_weeks_of_management_nor_outside_of_the_blocks(cast, companion):
    begin = cast.today + timedelta(days=8)
    cast.campaign.blocks = [
        {"kind": "management", "from": f"{cast.today}", "to": f"{begin - timedelta(days=1)}"},
        {"kind": "teaching", "from": f"{begin}", "to": f"{begin + timedelta(days=40)}"},
    ]
    cast.campaign.save()
    rows = preview_year(companion=companion, campaign=cast.campaign).rows
    assert rows and all(begin <= row.day <= begin + timedelta(days=40) for row in rows)


def test_a_day_without_children_is_told_and_planned_all_the_same(client, cast):
    day = cast.today + timedelta(days=7 - cast.today.weekday())  # next Monday
    cast.campaign.blocks = [{"kind": "management", "from": f"{cast.today}", "to": f"{day}"}]
    cast.campaign.save()
    client.force_login(cast.ana)
    data = {"visit_id": uuid.uuid4(), "planned_on": day, "phase": "process", "mode": "in_person"}
    page = client.post(reverse("visits:plan", args=[cast.assignment.pk]), data, follow=True)
    assert Visit.objects.get().planned_on == day
    assert "no hay clases (semana de gestión)" in page.content.decode()
