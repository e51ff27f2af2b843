"""Opening a visit or a person's page leaves a row in the access log; seeing lists, or nothing, does not."""

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from accompaniment.models import AccessLogEntry


@pytest.fixture
def visit(cast):
    return cast.closed_visit()


def logged():
    return [
        (r.by.first_name, r.role, r.what, r.teacher) for r in AccessLogEntry.objects.select_related("by", "teacher")
    ]


@pytest.mark.parametrize(("who", "role"), [("ana", "companion"), ("berta", "specialist"), ("diana", "director")])
def test_opening_a_visit_is_logged(client, cast, visit, who, role):
    client.force_login(getattr(cast, who))
    client.get(visit.get_absolute_url())
    entry = AccessLogEntry.objects.get()
    assert (entry.by, entry.role, entry.what) == (getattr(cast, who), role, "visit")
    assert (entry.teacher, entry.object_id) == (cast.tania, str(visit.pk))
    assert entry.about == date_format(visit.visited_on, "SHORT_DATE_FORMAT")


@pytest.mark.parametrize(("who", "role"), [("ana", "companion"), ("berta", "specialist"), ("diana", "director")])
def test_opening_a_persons_page_is_logged(client, cast, who, role):
    client.force_login(getattr(cast, who))
    client.get(cast.tania.get_absolute_url())
    assert logged() == [(getattr(cast, who).first_name, role, "person", cast.tania)]


def test_she_leaves_no_trace_in_her_own_record(client, cast, visit):
    client.force_login(cast.tania.user)
    for url in (visit.get_absolute_url(), cast.tania.get_absolute_url()):
        assert client.get(url).status_code == 200
    assert logged() == []


@pytest.mark.parametrize("who", ["olga", "elena", "carla", "dora", "rita", "nora", "alma"])
def test_a_closed_door_opens_nothing(client, cast, visit, who):
    client.force_login(getattr(cast, who))
    for url in (visit.get_absolute_url(), cast.tania.get_absolute_url()):
        assert client.get(url).status_code == 404
    assert logged() == []


def test_lists_are_not_logged(client, cast, visit):
    client.force_login(cast.ana)
    for url in (reverse("home"), reverse("visits:list"), reverse("teachers")):
        assert client.get(url).status_code == 200
    assert logged() == []


def test_a_person_without_a_post_reads_herself(client, cast):
    alone = cast.petra
    cast.promoter_assignment.delete()
    alone.posts.all().delete()
    client.force_login(alone.user)
    assert client.get(alone.get_absolute_url()).status_code == 200
    client.force_login(cast.berta)
    assert client.get(alone.get_absolute_url()).status_code == 404
