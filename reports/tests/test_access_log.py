"""Opening a document, its file, a plan before it is issued or a dashboard with names leaves a row in the log."""

import pytest
from django.urls import reverse

from accompaniment.models import AccessLogEntry


def logged():
    return [
        (r.by.first_name, r.role, r.what, r.teacher) for r in AccessLogEntry.objects.select_related("by", "teacher")
    ]


@pytest.mark.parametrize(("who", "role"), [("ana", "companion"), ("berta", "specialist"), ("diana", "director")])
def test_a_document_and_its_file(client, cast, issued, who, role):
    document = issued()
    user = getattr(cast, who)
    client.force_login(user)
    client.get(document.get_absolute_url())
    client.get(reverse("reports:document_file", args=[document.pk]))
    assert logged() == [(user.first_name, role, what, cast.tania) for what in ("download", "document")]
    assert {(r.about, r.object_id) for r in AccessLogEntry.objects.all()} == {(document.full_number, str(document.pk))}


def test_her_own_document_and_the_public_page_are_no_reading(client, cast, issued):
    document = issued()
    client.force_login(cast.tania.user)
    assert client.get(document.get_absolute_url()).status_code == 200
    assert client.get(reverse("reports:verify_code", args=[document.code])).status_code == 200
    assert logged() == []


@pytest.mark.parametrize("who", ["olga", "carla", "rita", "alma"])
def test_a_closed_door_opens_nothing(client, cast, issued, who):
    document = issued()
    client.force_login(getattr(cast, who))
    for url in (document.get_absolute_url(), reverse("reports:document_file", args=[document.pk])):
        assert client.get(url).status_code == 404
    assert logged() == []


def test_a_plan_before_it_is_issued(client, cast):
    client.force_login(cast.diana)
    url = reverse("reports:request_plan", args=[cast.tania.pk])
    client.get(url)
    assert logged() == []  # without a diagnostic visit the page shows nothing of her
    cast.closed_visit()
    client.get(url)
    assert logged() == [("Diana", "director", "plan", cast.tania)]


def test_dashboards_with_names(client, cast):
    client.force_login(cast.diana)
    client.get(reverse("home"))
    client.force_login(cast.berta)
    client.get(reverse("home"))
    assert logged() == [("Berta", "specialist", "dashboard", None), ("Diana", "director", "dashboard", None)]
    assert [(r.institution, r.ugel) for r in AccessLogEntry.objects.all()] == [
        (None, cast.ugel),
        (cast.jardin, cast.ugel),
    ]


@pytest.mark.parametrize("who", ["rita", "nora"])
def test_aggregates_are_no_reading(client, cast, who):
    cast.closed_visit()
    client.force_login(getattr(cast, who))
    assert client.get(reverse("reports:ugel", args=[cast.ugel.pk])).status_code == 200
    assert logged() == []
