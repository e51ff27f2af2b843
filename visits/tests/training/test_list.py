"""The list of hours: whose they are, of which year and kind, in which order, and as a file."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse

from accompaniment.models import AccessLogEntry, Campaign, Post, Teacher
from visits.models import Attendance
from visits.tests.groups.meetings import meeting

URL, FILE = reverse("visits:training_hours"), reverse("visits:training_hours_export")


@pytest.fixture
def sessions(cast):
    """Tania came to a GIA, ten minutes late; Petra to a workshop, and not to the GIA."""
    gia, workshop = meeting(cast, state="held"), meeting(cast, state="held", kind="workshop")
    for session, person, status, missed in [
        (gia, cast.tania, "attended", 10),
        (gia, cast.petra, "absent", 0),
        (workshop, cast.petra, "attended", 0),
    ]:
        Attendance.objects.create(session=session, teacher=person, status=status, minutes_missed=missed)
    return gia, workshop


def listed(client, **asked):
    page = client.get(URL, asked).context["page"]
    return {one.first_names: (one.came, one.called, one.minutes) for one in page}


def test_the_ugel_reads_of_everybody_how_long_she_was_there(client, cast, sessions):
    client.force_login(cast.berta)
    assert listed(client) == {"Tania": (1, 1, 170), "Petra": (1, 2, 180)}
    page = client.get(URL)
    assert "2 h 50 min" in page.text and "Asistió a 1 de 2" in page.text


def test_it_is_narrowed_by_kind_of_session_and_keeps_who_came_to_none(client, cast, sessions):
    client.force_login(cast.berta)
    assert listed(client, session="workshop") == {"Tania": (0, 0, 0), "Petra": (1, 1, 180)}
    assert list(listed(client, q="tania")) == ["Tania"]
    assert list(listed(client, kind="promoter")) == ["Petra"]


def test_hours_are_of_one_year(client, cast, sessions):
    year = cast.campaign.year - 1
    before = Campaign.objects.create(
        ugel=cast.ugel, year=year, starts_on=date(year, 3, 1), ends_on=date(year, 12, 20), letterhead="UGEL"
    )
    old = meeting(cast, state="held", campaign=before, held_on=cast.today - timedelta(days=365))
    Attendance.objects.create(session=old, teacher=cast.tania, status="attended")
    client.force_login(cast.berta)
    assert listed(client)["Tania"] == (1, 1, 170)
    assert listed(client, year=str(year)) == {"Tania": (1, 1, 180), "Petra": (0, 0, 0)}
    assert client.get(URL, {"year": "1999"}).context["page"].paginator.count == 0, "a wrong year answers nothing"


def test_it_is_sorted_by_hours_from_either_end(client, cast, sessions):
    client.force_login(cast.berta)
    assert list(listed(client, sort="hours")) == ["Tania", "Petra"]
    assert list(listed(client, sort="-hours")) == ["Petra", "Tania"]
    Attendance.objects.filter(teacher=cast.petra).update(status="absent")
    assert list(listed(client, sort="-came")) == ["Tania", "Petra"]
    assert list(listed(client, sort="came")) == ["Petra", "Tania"]


@pytest.mark.parametrize(
    ("who", "people"), [("ana", {"Tania", "Petra"}), ("diana", {"Tania"}), ("olga", set()), ("carla", set())]
)
def test_everybody_else_reads_of_her_own_people(client, cast, sessions, who, people):
    client.force_login(getattr(cast, who))
    assert set(listed(client)) == people


def test_an_accompanied_person_has_no_list(client, cast):
    client.force_login(cast.tania.user)
    assert client.get(URL).status_code == 403


def test_it_is_taken_away_with_a_row_for_each_kind_and_logged(client, cast, sessions):
    client.force_login(cast.berta)
    rows = list(csv.DictReader(io.StringIO(content(client.get(FILE, {"format": "csv"}))), delimiter=";"))
    told = {(row["Nombres"], row["Tipo de reunión"]): row for row in rows}
    assert set(told) == {("Tania", "GIA"), ("Petra", "GIA"), ("Petra", "taller")}
    tania = told["Tania", "GIA"]
    assert (tania["Convocada a"], tania["Asistió a"], tania["Minutos"]) == ("1", "1", "170")
    assert tania["Documento"].strip("\t'\"=") == cast.tania.document_number
    assert AccessLogEntry.objects.filter(what=AccessLogEntry.What.EXPORT, by=cast.berta).exists()


def content(answer):
    return b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode("utf-8-sig")


def test_who_came_to_none_stands_in_the_file_too(client, cast):
    client.force_login(cast.berta)
    rows = content(client.get(FILE, {"format": "csv", "q": "tania"})).splitlines()
    assert sum("Tania" in row for row in rows) == 1


def test_it_asks_the_database_once_for_all(client, cast, sessions, django_assert_max_num_queries):
    people = Teacher.objects.bulk_create(
        Teacher(document_number=f"43{n:06}", first_names="Una", last_names=f"Más {n}", search_name=f"una mas {n}")
        for n in range(30)
    )
    Post.objects.bulk_create(
        Post(teacher=one, institution=cast.jardin, starts_on=cast.campaign.starts_on) for one in people
    )
    client.force_login(cast.berta)
    client.get(URL)
    with django_assert_max_num_queries(12):
        assert len(client.get(URL).context["page"]) == 25
