"""Group sessions as they are held: who came, what was agreed, and that the next visit asks about it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from visits.groups.services import take_back
from visits.models import Attendance, Commitment, CommitmentReview, GroupSession
from visits.tests.groups.meetings import meeting


def marks(session, *, opened="", agreements="Grabarse un momento", **by_name):
    """What is typed of a session's attendance: a status for each first name."""
    sent = {"agreements": agreements, "opened": opened}
    for row in session.attendances.select_related("teacher"):
        status, missed = by_name.get(row.teacher.first_names.lower(), ("absent", ""))
        sent |= {f"mark-{row.pk}": status, f"missed-{row.pk}": missed}
    return sent


def record(client, session, **said):
    return client.post(reverse("visits:session_record", args=[session.pk]), marks(session, **said))


@pytest.fixture
def held(client, cast):
    """Tania came, ten minutes late; Petra did not."""
    session = meeting(cast, people=[cast.tania, cast.petra])
    client.force_login(cast.ana)
    record(client, session, tania=("attended", "10"))
    return GroupSession.objects.get(pk=session.pk)


def test_who_came_is_written_down_with_the_minutes_she_missed(client, cast, held):
    assert (held.state, held.agreements) == ("held", "Grabarse un momento")
    tania, petra = held.attendances.get(teacher=cast.tania), held.attendances.get(teacher=cast.petra)
    assert (tania.status, tania.minutes) == ("attended", 170)
    assert (petra.status, petra.minutes) == ("absent", 0)
    page = client.get(held.get_absolute_url()).text
    assert "1 de 2" in page and "faltó 10 minutos" in page and "Grabarse un momento" in page


def test_without_anybody_there_was_no_session(client, cast):
    session = meeting(cast, people=[cast.tania])
    client.force_login(cast.ana)
    assert "una reunión sin nadie se cancela" in record(client, session).text
    session.refresh_from_db()
    assert session.state == "convened" and session.attendances.get().status == Attendance.Status.INVITED


def test_not_before_its_day_nor_longer_than_it_was(client, cast):
    client.force_login(cast.ana)
    ahead = meeting(cast, people=[cast.tania], held_on=cast.today + timedelta(days=1))
    assert "Todavía no llega el día" in record(client, ahead, tania=("attended", "")).text
    today = meeting(cast, people=[cast.tania])
    assert "duró 180 minutos" in record(client, today, tania=("attended", "181")).text


def test_two_who_write_at_once_lose_nothing(client, cast):
    session = meeting(cast, people=[cast.tania, cast.petra])
    client.force_login(cast.ana)
    opened = client.get(reverse("visits:session_record", args=[session.pk])).context["form"]["opened"].value()
    record(client, session, tania=("attended", ""), agreements="Lo de una")
    second = record(client, session, petra=("attended", ""), agreements="Lo de otra", opened=opened)
    assert "Lo de una" in second.text and "Lo de otra" in second.text
    session.refresh_from_db()
    assert session.agreements == "Lo de una"


def test_what_those_who_came_agree_is_asked_at_their_next_visit(client, cast, held):
    url = reverse("visits:session_agree", args=[held.pk])
    form = client.get(url).context["form"]
    assert list(form.fields["teachers"].queryset) == [cast.tania]
    sent = {"action": "Grabar una ronda", "due_on": cast.today + timedelta(days=20), "teachers": [cast.tania.pk]}
    client.post(url, sent)
    client.post(url, sent)
    commitment = Commitment.objects.get(session=held)
    assert (commitment.teacher, commitment.action) == (cast.tania, "Grabar una ronda")
    assert commitment in Commitment.objects.pending().of_teacher(cast.tania)
    visit = cast.visit()
    assert "Grabar una ronda" in client.get(reverse("visits:form", args=[visit.pk])).text
    refused = client.post(url, {**sent, "teachers": [cast.petra.pk], "due_on": cast.today - timedelta(days=1)})
    assert set(refused.context["form"].errors) == {"teachers", "due_on"}


def test_a_commitment_is_taken_back_until_a_visit_looked_at_it(client, cast, held):
    def agreed(action):
        return Commitment.objects.create(session=held, teacher=cast.tania, action=action, due_on=cast.today)

    mistaken, looked_at = agreed("Por error"), agreed("En serio")
    url = reverse("visits:session_take_back", args=[mistaken.pk])
    assert url in client.get(held.get_absolute_url()).text
    asked = client.get(url).text
    assert "Por error" in asked and "No se puede deshacer" in asked and held.commitments.count() == 2
    client.post(url)
    assert list(held.commitments.all()) == [looked_at]
    CommitmentReview.objects.create(commitment=looked_at, visit=cast.closed_visit(), verdict="fulfilled")
    with pytest.raises(ValidationError):
        take_back(commitment=looked_at)


def test_how_commitments_went_stands_on_the_page(client, cast, held):
    Commitment.objects.create(session=held, teacher=cast.tania, action="Uno", due_on=cast.today, status="fulfilled")
    Commitment.objects.create(session=held, teacher=cast.tania, action="Otro", due_on=cast.today - timedelta(days=1))
    page = client.get(held.get_absolute_url())
    assert (page.context["kept"], page.context["agreed"]) == (1, 2)
    assert "1 de 2 cumplidos" in page.text and "vencido" in page.text
