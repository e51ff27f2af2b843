"""Group sessions before they are held: who convenes what, whom she calls, and what is said beforehand."""

import uuid
from datetime import time, timedelta

import pytest
from django.urls import reverse

from accompaniment.models import Companion
from visits.groups.services import Agreement, agree
from visits.models import Attendance, GroupSession
from visits.tests.groups.meetings import meeting, typed

NEW = reverse("visits:session_new")


def test_a_companion_convenes_a_gia_and_calls_her_people(client, cast):
    client.force_login(cast.ana)
    page = client.get(NEW)
    assert [value for value, _ in page.context["form"].fields["kind"].choices] == ["gia"]
    answer = client.post(NEW, typed(cast))
    session = GroupSession.objects.get()
    assert answer.url == reverse("visits:session_invite", args=[session.pk])
    assert (session.leader, session.facilitator, session.campaign) == (cast.ana, "Ana Quispe", cast.campaign)
    people = client.get(answer.url).text
    assert "Flores, Tania" in people and cast.petra.last_names in people
    client.post(answer.url, {"people": [cast.tania.pk, cast.petra.pk]})
    assert {row.teacher for row in session.attendances.all()} == {cast.tania, cast.petra}
    assert "Flores, Tania" not in client.get(answer.url).text, "she is on the list"
    assert "Preguntas que hacen pensar" in client.get(reverse("visits:sessions")).text


def test_the_same_form_sent_twice_convenes_once(client, cast):
    client.force_login(cast.ana)
    sent = typed(cast)
    client.post(NEW, sent)
    client.post(NEW, sent)
    assert GroupSession.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "kinds"), [("ana", ["gia"]), ("diana", ["rtc"]), ("berta", ["gia", "rtc", "workshop"])]
)
def test_each_convenes_what_she_leads(client, cast, who, kinds):
    client.force_login(getattr(cast, who))
    offered = [value for value, _ in client.get(NEW).context["form"].fields["kind"].choices]
    assert offered == kinds
    refused = client.post(NEW, typed(cast, kind="rtc" if who == "ana" else "other"))
    assert refused.context["form"].errors["kind"] and not GroupSession.objects.exists()


def test_nobody_calls_who_is_not_hers(client, cast):
    """A director calls who works at her institution; a made-up key is no one's."""
    session = meeting(cast, leader=cast.diana, kind="rtc")
    client.force_login(cast.diana)
    url = reverse("visits:session_invite", args=[session.pk])
    assert cast.petra.last_names not in client.get(url).text
    for people in ([cast.petra.pk], [uuid.uuid4()], []):
        assert client.post(url, {"people": people}).context["form"].errors["people"]
    assert not session.attendances.exists()


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"ends_at": "14:00"}, "ends_at", "posterior"),
        ({"place": "", "link": ""}, "place", "un lugar, o un enlace"),
        ({"title": ""}, "title", ""),
        ({"held_on": "2019-03-01"}, "held_on", "no es de un año de acompañamiento abierto"),
        ({"link": "javascript:alert(1)"}, "link", ""),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(client, cast, changed, field, said):
    client.force_login(cast.ana)
    form = client.post(NEW, typed(cast, **changed)).context["form"]
    assert said in " ".join(form.errors[field])
    assert not GroupSession.objects.exists() and form["purpose"].value() == "Que pregunten más"


def test_nobody_leads_two_at_once(client, cast):
    meeting(cast, title="La otra")
    client.force_login(cast.ana)
    form = client.post(NEW, typed(cast, starts_at="17:59", ends_at="19:00")).context["form"]
    assert "ya conduces «GIA · La otra» (15:00–18:00)" in " ".join(form.errors["starts_at"])
    client.post(NEW, typed(cast, starts_at="18:00", ends_at="19:00"))
    assert GroupSession.objects.count() == 2, "one after the other"


def test_who_is_called_elsewhere_at_that_hour_is_named(client, cast):
    day = cast.today + timedelta(days=30)
    other = meeting(
        cast, leader=cast.berta, title="Taller de la UGEL", kind="workshop", people=[cast.tania], held_on=day
    )
    session = meeting(cast, people=[cast.tania, cast.petra], held_on=day)
    client.force_login(cast.ana)
    page = client.get(session.get_absolute_url())
    assert f"Flores, Tania ya está en «{other}» a esa hora." in page.context["warnings"]


def test_a_second_save_erases_nothing(client, cast):
    session = meeting(cast)
    client.force_login(cast.ana)
    url = reverse("visits:session_edit", args=[session.pk])
    opened = client.get(url).context["form"]["opened"].value()
    GroupSession.objects.filter(pk=session.pk).update(place="Salón comunal")
    sent = typed(cast, title="Otro tema", place="Auditorio", opened=opened, session_id=session.pk)
    refused = client.post(url, sent)
    assert "ahora dice «Salón comunal»" in refused.text
    session.refresh_from_db()
    assert session.title == "Preguntas que hacen pensar"


def test_it_is_cancelled_for_a_reason_and_takes_no_more_changes(client, cast):
    session = meeting(cast, people=[cast.tania])
    client.force_login(cast.ana)
    url = reverse("visits:session_cancel", args=[session.pk])
    assert client.post(url, {"cancel_reason": " "}).context["form"].errors
    client.post(url, {"cancel_reason": "Huaico en la carretera"})
    page = client.get(session.get_absolute_url())
    assert "Huaico en la carretera" in page.text and not page.context["writes"]
    assert client.get(url).status_code == 403
    assert session.attendances.get().status == Attendance.Status.INVITED


def test_who_was_written_down_by_mistake_is_taken_off(client, cast):
    session = meeting(cast, people=[cast.tania, cast.petra])
    row = session.attendances.get(teacher=cast.petra)
    client.force_login(cast.ana)
    client.post(reverse("visits:session_take_off", args=[session.pk, row.pk]))
    assert [one.teacher for one in session.attendances.all()] == [cast.tania]
    elsewhere = meeting(cast, leader=cast.olga, people=[cast.petra], starts_at=time(8), ends_at=time(9))
    foreign = elsewhere.attendances.get()
    assert client.post(reverse("visits:session_take_off", args=[session.pk, foreign.pk])).status_code == 404


def test_a_participant_reads_her_own_part(client, cast):
    session = meeting(cast, people=[cast.tania, cast.petra])
    client.force_login(cast.tania.user)
    page = client.get(session.get_absolute_url())
    assert [row.teacher for row in page.context["attendances"]] == [cast.tania]
    assert cast.petra.last_names not in page.text and not page.context["writes"]


def test_who_led_reads_on_when_she_no_longer_may_change(client, cast):
    session = meeting(cast)
    Companion.objects.filter(user=cast.ana).update(ends_on=cast.today - timedelta(days=1))
    client.force_login(cast.ana)
    assert client.get(session.get_absolute_url()).status_code == 200
    assert client.get(reverse("visits:session_edit", args=[session.pk])).status_code == 403


def test_the_list_is_searched_sorted_and_filtered(client, cast):
    first = meeting(cast, title="Acogida cálida", held_on=cast.today - timedelta(days=3), state="held")
    second = meeting(cast, title="Preguntas", place="Salón comunal")
    client.force_login(cast.berta)
    url = reverse("visits:sessions")

    def shown(**query):
        return list(client.get(url, query).context["page"])

    assert shown() == [second, first]
    assert shown(sort="title") == [first, second]
    assert shown(q="calida") == [first] and shown(q="salon") == [second]
    assert shown(state="held") == [first] and shown(kind="rtc") == []
    client.force_login(cast.carla)
    assert shown() == []


def test_it_says_which_competencies_it_serves_and_so_do_its_commitments(client, cast):
    client.force_login(cast.ana)
    criterion = cast.version.criteria.exclude(competency="").first()
    client.post(reverse("visits:session_new"), typed(cast, criterion=criterion.pk, curriculum="COM1"))
    session = GroupSession.objects.get()
    assert (session.competency, session.curriculum) == (criterion.competency, "COM1")
    assert "Comunicación: Se comunica oralmente" in client.get(session.get_absolute_url()).text
    session.attendances.create(teacher=cast.tania, status="attended")
    said = Agreement(action="Preguntar", evidence_expected="", due_on=cast.today, criterion=None)
    agree(session=session, teachers=[cast.tania], agreement=said)
    assert session.commitments.get().competency == criterion.competency
