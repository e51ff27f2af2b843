"""What speaks against a session: said before it is convened, forbidding nothing, and kept for its minutes."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from accompaniment.campaigns.holidays import Holiday
from visits.groups.services import invite, take_off
from visits.groups.warnings import warnings_of
from visits.models import GroupSession, Visit
from visits.tests.groups.meetings import meeting, typed

NEW = reverse("visits:session_new")
SURE = "Antes de convocarla, mira esto"


def next_weekday(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7 or 7)


@pytest.fixture
def monday(cast):
    """A Monday far enough from today that nobody is told too late."""
    return next_weekday(cast.today + timedelta(days=14), 0)


def said(session):
    return [one.said for one in warnings_of(session)]


def test_it_is_said_before_and_convened_all_the_same(client, cast, monday):
    client.force_login(cast.ana)
    sent = typed(cast, held_on=monday.isoformat(), starts_at="09:00", ends_at="12:00", is_sure="")
    page = client.post(NEW, sent)
    assert SURE in page.text and "Toma horas de clase: de 08:00 a 13:00" in page.text
    assert "Sí, convocarla de todos modos" in page.text and not GroupSession.objects.exists()
    client.post(NEW, {**sent, "is_sure": "on"})
    session = GroupSession.objects.get()
    assert session.warnings == ["Toma horas de clase: de 08:00 a 13:00 están con las niñas y los niños."]


def test_nothing_to_say_asks_nothing(client, cast, monday):
    client.force_login(cast.ana)
    client.post(NEW, typed(cast, held_on=monday.isoformat(), is_sure=""))
    session = GroupSession.objects.get()
    assert (session.warnings, session.convened_on) == ([], cast.today)


@pytest.mark.parametrize(
    ("starts", "ends", "takes"), [(13, 16, False), (12, 15, True), (6, 8, False), (7, 9, True), (9, 10, True)]
)
def test_hours_of_classes_are_left_alone(cast, monday, starts, ends, takes):
    session = meeting(cast, held_on=monday, starts_at=time(starts), ends_at=time(ends))
    assert bool(said(session)) == takes
    saturday = meeting(cast, held_on=next_weekday(monday, 5), starts_at=time(starts), ends_at=time(ends))
    assert not said(saturday), "no classes on a Saturday"
    workshop = meeting(cast, held_on=monday, kind="workshop", starts_at=time(starts), ends_at=time(ends))
    assert not any("horas de clase" in text for text in said(workshop)), "a workshop may take them"


def test_a_day_off_is_named_and_has_no_classes(cast, monday):
    cast.campaign.holidays = [Holiday(monday, monday, "Fiesta del distrito").as_json()]
    cast.campaign.save()
    session = meeting(cast, held_on=monday, starts_at=time(9), ends_at=time(12))
    assert said(session) == ["Ese día no hay clases: Fiesta del distrito."]


def test_a_week_of_management_has_hours_for_meetings(cast, monday):
    session = meeting(cast, held_on=monday, starts_at=time(9), ends_at=time(12))
    assert said(session)
    session.campaign.blocks = [{"kind": "management", "from": f"{monday}", "to": f"{monday + timedelta(days=4)}"}]
    assert not said(session)


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (0, "Se convoca para el mismo día; el año pide avisar 5 días antes."),
        (1, "Se convoca con 1 día de anticipación; el año pide 5."),
        (4, "Se convoca con 4 días de anticipación; el año pide 5."),
        (5, None),
        (-1, None),
    ],
)
def test_too_short_a_notice(cast, monday, days, text):
    session = meeting(cast, held_on=monday, convened_on=monday - timedelta(days=days))
    assert said(session) == ([text] if text else [])


def test_notice_is_counted_from_when_its_day_was_set(client, cast, monday):
    client.force_login(cast.ana)
    session = meeting(cast, held_on=monday, convened_on=cast.today - timedelta(days=30))
    url = reverse("visits:session_edit", args=[session.pk])

    def save(**changed):
        opened = client.get(url).context["form"]["opened"].value()
        return client.post(url, typed(cast, opened=opened, is_sure="", **changed))

    save(held_on=monday.isoformat(), title="Otro tema")
    session.refresh_from_db()
    assert session.convened_on == cast.today - timedelta(days=30)
    page = save(held_on=(cast.today + timedelta(days=1)).isoformat(), starts_at="15:00")
    assert SURE in page.text and "con 1 día de anticipación" in page.text
    session.refresh_from_db()
    assert session.held_on == monday


def test_who_saves_other_things_is_not_asked_again(client, cast):
    session = meeting(cast, convened_on=cast.today)
    client.force_login(cast.ana)
    url = reverse("visits:session_edit", args=[session.pk])
    opened = client.get(url).context["form"]["opened"].value()
    client.post(url, typed(cast, title="Otro tema", opened=opened, is_sure=""))
    session.refresh_from_db()
    assert session.title == "Otro tema"


def planned(cast, day, **fields):
    return cast.visit(status=Visit.Status.PLANNED, visited_on=day, **fields)


def test_a_planned_visit_of_the_leader_or_of_a_participant(cast, monday):
    planned(cast, monday, starts_at=time(14), ends_at=time(16))
    session = meeting(cast, held_on=monday, leader=cast.berta, people=[cast.tania, cast.petra])
    assert said(session) == ["Flores, Tania tiene a esa hora una visita programada."]
    hers = meeting(cast, held_on=monday, leader=cast.ana)
    assert said(hers) == ["Quien la conduce tiene ese día una visita programada a Flores, Tania."]


@pytest.mark.parametrize(("starts", "ends", "clashes"), [(9, 10, True), (15, 18, False)])
def test_a_visit_without_hours_takes_place_during_classes(cast, monday, starts, ends, clashes):
    planned(cast, monday, starts_at=None, ends_at=None)
    hours = {"starts_at": time(starts), "ends_at": time(ends)}
    session = meeting(cast, held_on=monday, kind="workshop", leader=cast.ana, **hours)
    assert any("visita programada" in text for text in said(session)) == clashes


def test_a_cancelled_session_clashes_with_nothing(cast, monday):
    meeting(cast, held_on=monday, leader=cast.berta, people=[cast.tania], state="cancelled", cancel_reason="Lluvia")
    assert not said(meeting(cast, held_on=monday, people=[cast.tania]))


def test_what_is_kept_names_nobody(client, cast, monday):
    meeting(cast, held_on=monday, leader=cast.berta, people=[cast.tania, cast.petra])
    session = meeting(cast, held_on=monday)
    invite(session=session, teachers=[cast.tania, cast.petra])
    assert session.warnings == ["2 personas tenían a esa hora otra reunión o visita."]
    assert len(said(session)) == 2
    take_off(attendance=session.attendances.select_related("session").get(teacher=cast.petra))
    session.refresh_from_db()
    assert session.warnings == ["1 persona tenía a esa hora otra reunión o visita."]


def test_who_is_busy_is_marked_before_she_is_called(client, cast, monday):
    meeting(cast, held_on=monday, leader=cast.berta, people=[cast.tania])
    session = meeting(cast, held_on=monday)
    client.force_login(cast.ana)
    page = client.get(reverse("visits:session_invite", args=[session.pk]))
    assert page.context["busy"] == {cast.tania.pk} and page.text.count("ocupada a esa hora") == 1


def test_a_session_without_hours_speaks_against_nothing(client, cast, monday):
    planned(cast, monday)
    session = meeting(cast, held_on=monday, starts_at=None, ends_at=None, people=[cast.tania])
    client.force_login(cast.ana)
    assert said(session) == []
    assert client.get(session.get_absolute_url()).status_code == 200
    assert client.get(reverse("visits:session_invite", args=[session.pk])).context["busy"] == set()


def test_what_was_known_stands_with_a_session_that_was_held(client, cast):
    warned = ["Se convoca para el mismo día; el año pide avisar 5 días antes."]
    session = meeting(cast, people=[cast.tania], state="held", warnings=warned)
    client.force_login(cast.ana)
    assert "Se convocó sabiendo" in client.get(session.get_absolute_url()).text
    client.force_login(cast.tania.user)
    assert "Se convocó sabiendo" not in client.get(session.get_absolute_url()).text
