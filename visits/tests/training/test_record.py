"""A person's hours on her first page, on her own record, and on the record that others may read."""

import pytest
from django.urls import reverse

from visits.models import Attendance
from visits.tests.groups.meetings import meeting


@pytest.fixture
def came(cast):
    return Attendance.objects.create(session=meeting(cast, state="held"), teacher=cast.tania, status="attended")


def record(client, cast):
    return client.get(reverse("visits:teacher", args=[cast.tania.pk]))


@pytest.mark.parametrize("who", ["tania", "ana", "berta", "diana"])
def test_whoever_reads_her_record_reads_her_hours(client, cast, came, who):
    client.force_login(cast.tania.user if who == "tania" else getattr(cast, who))
    [year] = record(client, cast).context["training"]
    assert (year.year, year.total.minutes) == (cast.campaign.year, 180)
    assert "Horas de formación" in record(client, cast).text


def test_her_first_page_says_how_long_and_leads_there(client, cast, came):
    client.force_login(cast.tania.user)
    page = client.get("/", follow=True).text
    assert f"Participaste en 1 reunión de {cast.campaign.year}: 3 h" in page
    assert f"{cast.tania.get_absolute_url()}#training" in page


def test_without_sessions_nothing_is_said(client, cast):
    client.force_login(cast.tania.user)
    assert "Horas de formación" not in record(client, cast).text
    assert "Mis reuniones" not in client.get("/", follow=True).text
