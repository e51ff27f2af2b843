"""The companion's private notes stay out of every document and every other eye."""

import io
import json
import uuid
from zipfile import ZipFile

import pytest
from django.urls import reverse

from conftest import assign
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
from reports.people_data.own_export import archive_of
from visits.closing.confirmations import close_and_confirm
from visits.models import Visit
from visits.record.snapshot import snapshot_of
from visits.tests.record.payload import payload

SECRET = "Solo para mí: conversar de su carga"


@pytest.fixture
def visit(cast):
    visit = cast.closed_visit(status=Visit.Status.IN_PROGRESS, closed_at=None, private_notes=SECRET)
    close_and_confirm(visit=visit, by=cast.ana, own_drawing=[], accompanied=None)
    return visit


@pytest.mark.parametrize("who", ["berta", "diana", "tania"])
def test_no_other_reader_finds_them_anywhere(client, cast, visit, who):
    user = cast.tania.user if who == "tania" else getattr(cast, who)
    client.force_login(user)
    for url in (visit.get_absolute_url(), cast.tania.get_absolute_url(), reverse("visits:list"), reverse("home")):
        answer = client.get(url, follow=True)
        assert answer.status_code == 200
        assert SECRET not in answer.content.decode()


def test_their_author_reads_them_on_the_visit_and_nowhere_else(client, cast, visit):
    client.force_login(cast.ana)
    assert SECRET in client.get(visit.get_absolute_url()).content.decode()
    planned = cast.visit(status=Visit.Status.PLANNED)
    for url in (
        cast.tania.get_absolute_url(),
        reverse("visits:sign", args=[visit.pk]),
        reverse("visits:prepare", args=[planned.pk]),
    ):
        assert SECRET not in client.get(url).content.decode()


def test_another_companion_of_the_same_person_does_not_read_them(client, cast, visit):
    assign(cast.olga.companions.get(), cast.assignment.post, cast.campaign, since=cast.today)
    client.force_login(cast.olga)
    page = client.get(visit.get_absolute_url()).content.decode()
    assert "Escucha con calma." in page
    assert SECRET not in page


def test_the_page_that_both_look_at_to_sign_does_not_show_them(client, cast):
    draft = cast.closed_visit(status=Visit.Status.IN_PROGRESS, closed_at=None, private_notes=SECRET)
    client.force_login(cast.ana)
    assert SECRET not in client.get(reverse("visits:close", args=[draft.pk])).content.decode()


def test_neither_snapshot_nor_plan_nor_export_has_them(cast, visit):
    assert SECRET not in json.dumps(snapshot_of(visit), ensure_ascii=False)
    plan = FOLLOW_UP_PLAN.gather(cast.tania, campaign=cast.campaign, by=cast.berta)
    assert SECRET not in json.dumps(plan, ensure_ascii=False, default=str)
    for user in (cast.tania.user, cast.berta, cast.diana):
        with ZipFile(io.BytesIO(archive_of(user))) as archive:
            for name in archive.namelist():
                assert SECRET not in archive.read(name).decode(errors="ignore")


def test_what_was_sent_keeps_them_for_their_author_alone(client, cast):
    """A conflict shows both sides to whoever wrote them, and to nobody else."""
    client.force_login(cast.ana)
    visit_id = uuid.uuid4()
    data = payload(cast.assignment, cast.version, day=cast.today, visit__private_notes=SECRET)
    client.post(reverse("visits:form", args=[visit_id]), data)
    assert Visit.objects.get().private_notes == SECRET
    client.force_login(cast.berta)
    assert client.get(reverse("visits:conflict", args=[visit_id])).status_code == 404
