"""How it is marked that somebody came: by the code on the wall, by her PIN, on paper; and that it is kept how."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from accompaniment.accounts.pins.services import set_pin
from visits.groups.marking.services import code_of, mark_own, ticket_for, type_sheet_in
from visits.tests.groups.meetings import meeting
from visits.tests.groups.test_holding import record


@pytest.fixture
def session(cast):
    return meeting(cast, people=[cast.tania, cast.petra])


def minutes_in(session, minutes, seconds=0):
    """The clock, some minutes after the session begins."""
    return time_machine.travel(session.begins_at + timedelta(minutes=minutes, seconds=seconds), tick=False)


def marked(session, who):
    row = session.attendances.get(teacher=who)
    return row.status, row.marked_how, row.marked_by


def page_of(session, code):
    return reverse("visits:session_mark", args=[session.pk, code])


def test_who_scans_says_that_she_is_there_and_twice_is_once(client, cast, session):
    client.force_login(cast.tania.user)
    with minutes_in(session, 3):
        url = page_of(session, code_of(session))
        asked = client.get(url)
        assert "Estoy aquí" in asked.text and marked(session, cast.tania) == ("invited", "", None)
        client.post(url, {"ticket": asked.context["ticket"]})
        assert marked(session, cast.tania) == ("attended", "phone", cast.tania.user)
    first = session.attendances.get(teacher=cast.tania).marked_at
    with minutes_in(session, 9):
        assert "Ya estabas marcada" in client.get(page_of(session, code_of(session)), follow=True).text
    assert session.attendances.get(teacher=cast.tania).marked_at == first


def test_a_code_lives_a_minute_and_who_scanned_it_has_five_to_say_yes(client, cast, session):
    client.force_login(cast.tania.user)
    with minutes_in(session, 0):
        url, ticket = page_of(session, code_of(session)), ticket_for(session, cast.tania.user)
    with minutes_in(session, 1, seconds=1):
        refused = client.get(url)
        assert refused.status_code == 403 and "ya cambió" in refused.text
        assert client.post(url, {"ticket": "inventado"}).status_code == 403
    with minutes_in(session, 4):
        client.post(url, {"ticket": ticket})
    assert marked(session, cast.tania)[0] == "attended"


def test_a_ticket_is_hers_alone(client, cast, session):
    with minutes_in(session, 0):
        url, ticket = page_of(session, code_of(session)), ticket_for(session, cast.tania.user)
    client.force_login(cast.petra.user)
    with minutes_in(session, 2):
        assert client.post(url, {"ticket": ticket}).status_code == 403
    assert marked(session, cast.petra)[0] == "invited"


def test_outside_its_hours_nobody_is_marked_and_later_she_is(client, cast, session):
    client.force_login(cast.tania.user)
    with minutes_in(session, -31):
        assert "media hora antes" in client.get(page_of(session, code_of(session))).text
    with minutes_in(session, 211):
        assert client.get(page_of(session, code_of(session))).status_code == 403
    with minutes_in(session, 5):
        url = page_of(session, code_of(session))
        client.post(url, {"ticket": ticket_for(session, cast.tania.user)})
    assert marked(session, cast.tania)[0] == "attended"


def test_a_code_is_of_one_session(client, cast, session):
    other = meeting(cast, people=[cast.tania], starts_at=session.starts_at)
    client.force_login(cast.tania.user)
    with minutes_in(session, 1):
        assert client.get(page_of(session, code_of(other))).status_code == 403


def test_who_is_not_on_the_list_reads_what_to_do(client, cast):
    session = meeting(cast, people=[cast.petra])
    client.force_login(cast.tania.user)
    with minutes_in(session, 1):
        refused = client.get(page_of(session, code_of(session)))
    assert refused.status_code == 403 and "No estás en la lista" in refused.text and session.title not in refused.text


def test_the_wall_shows_another_code_by_itself(client, cast, session):
    client.force_login(cast.ana)
    url = reverse("visits:session_code", args=[session.pk])
    with minutes_in(session, 1):
        page = client.get(url)
        assert int(page["Refresh"]) < 30 and "<svg" in page.text and "0 de 2 ya están" in page.text
    with minutes_in(session, 500):
        assert client.get(url).status_code == 403


def test_a_pin_marks_its_owner_alone(client, cast, session):
    set_pin(user=cast.tania.user, pin="720416")
    client.force_login(cast.ana)
    url = reverse("visits:session_pin", args=[session.pk])
    with minutes_in(session, 1):
        form = client.get(url).context["form"]
        assert list(form.fields["teacher"].queryset) == [cast.tania]
        wrong = client.post(url, {"teacher": cast.tania.pk, "pin": "111222"})
        assert "Quedan 4 intentos" in wrong.text and marked(session, cast.tania)[0] == "invited"
        client.post(url, {"teacher": cast.tania.pk, "pin": "720416"})
        assert "Nadie más de la lista tiene un PIN" in client.get(url).text
    assert marked(session, cast.tania) == ("attended", "pin", cast.tania.user)


def test_the_list_and_what_is_corrected_afterwards(client, cast, session):
    client.force_login(cast.ana)
    record(client, session, tania=("attended", ""))
    assert marked(session, cast.tania) == ("attended", "list", cast.ana)
    record(client, session, tania=("attended", ""), petra=("excused", ""))
    assert marked(session, cast.tania)[1] == "list"
    assert marked(session, cast.petra) == ("excused", "corrected", cast.ana)
    assert "corregida después" in client.get(session.get_absolute_url()).text


def test_a_signed_sheet_is_typed_in_row_by_row(client, cast, session):
    client.force_login(cast.ana)
    sheet = client.get(reverse("visits:session_sheet", args=[session.pk]))
    assert [(n, row.teacher) for n, row in sheet.context["rows"]] == [(1, cast.tania), (2, cast.petra)]
    url = reverse("visits:session_paper", args=[session.pk])
    page = client.get(url)
    assert session.paper_code in page.text and "2 · " in page.text
    assert "signed" in client.post(url, {}).context["form"].errors
    client.post(url, {"signed": [session.attendances.get(teacher=cast.petra).pk]})
    session.refresh_from_db()
    assert session.state == "held"
    assert marked(session, cast.petra) == ("attended", "paper", cast.ana)
    assert marked(session, cast.tania) == ("absent", "paper", cast.ana)


def test_a_session_that_was_cancelled_marks_nobody(client, cast, session):
    type(session).objects.filter(pk=session.pk).update(state="cancelled", cancel_reason="Lluvia")
    client.force_login(cast.tania.user)
    with minutes_in(session, 1):
        refused = client.get(page_of(session, code_of(session)))
    assert refused.status_code == 403 and "se canceló" in refused.text


def test_whoever_is_marked_in_the_same_moment_is_marked_once_and_in_its_hours(cast, session):
    rows = [session.attendances.get(teacher=cast.tania) for _window in range(2)]
    how = {"session": session, "by": cast.tania.user, "how": "phone"}
    with minutes_in(session, 1):
        assert [mark_own(attendance=row, **how) for row in rows] == [True, False]
    with minutes_in(session, 500), pytest.raises(ValidationError):
        mark_own(attendance=session.attendances.get(teacher=cast.petra), **how)


def test_a_sheet_is_typed_in_once_its_day_has_come_and_somebody_signed(cast, session):
    with pytest.raises(ValidationError, match="Marca a quienes firmaron"):
        type_sheet_in(session=session, by=cast.ana, signed=[])
    ahead = meeting(cast, people=[cast.tania], held_on=cast.today + timedelta(days=1))
    with pytest.raises(ValidationError, match="Todavía no llega el día"):
        type_sheet_in(session=ahead, by=cast.ana, signed=[ahead.attendances.get().pk])
