"""Before the visit: prepared with its purpose, moved to another day with its cause."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accompaniment.models import AccessLogEntry, Companion, TrackedChange
from visits.models import Commitment, Rescheduling, Visit
from visits.plan.moves import plan_next_visit, prepare_visit, reschedule_visit
from visits.plan.previous import previous_result


@pytest.fixture
def ana(client, cast):
    client.force_login(cast.ana)
    return client


@pytest.fixture
def ahead(cast):
    day = cast.today + timedelta(days=5)
    return cast.visit(status=Visit.Status.PLANNED, visited_on=day, planned_on=day, starts_at=None, ends_at=None)


def prepare(client, visit, **changes):
    data = {"purpose": "Mirar el juego libre", "purpose_agreed": "on", "coordinated_on": "2026-01-01"}
    return client.post(reverse("visits:prepare", args=[visit.pk]), {**data, **changes})


def test_the_page_shows_what_the_previous_visit_left_and_proposes_a_purpose(ana, cast, ahead):
    cast.closed_visit(levels=[1, 3, 2, 4, 4])
    page = ana.get(reverse("visits:prepare", args=[ahead.pk]))
    text = page.content.decode()
    first, _, third, *_ = cast.version.criteria.all()
    assert "Preguntas más abiertas." in text
    assert "Hacer dos preguntas abiertas en cada actividad." in text
    purpose = page.context["form"]["purpose"].value()
    assert first.short_title in purpose
    assert third.short_title in purpose
    assert "Hacer dos preguntas abiertas" in purpose
    assert AccessLogEntry.objects.filter(what=AccessLogEntry.What.VISIT, teacher=cast.tania).count() == 1


def test_the_proposed_purpose_reads_as_sentences(cast, ahead):
    closed = cast.closed_visit()
    closed.commitments.update(action="Leer un cuento.")
    Commitment.objects.create(visit=closed, teacher=cast.tania, action="Esperar", due_on=cast.today, order=1)
    lines = previous_result(ahead, by=cast.ana).purpose().splitlines()
    assert lines[-1] == "Ver cómo va lo que acordamos: Esperar; Leer un cuento."


def test_a_first_visit_proposes_nothing(ana, ahead):
    page = ana.get(reverse("visits:prepare", args=[ahead.pk]))
    assert "Es la primera visita" in page.content.decode()
    assert page.context["form"]["purpose"].value() == ""


def test_preparing_is_a_logged_move_and_a_new_revision(ana, ahead):
    assert prepare(ana, ahead).url == ahead.get_absolute_url()
    before = ahead.revision
    ahead.refresh_from_db()
    assert (ahead.status, ahead.purpose, ahead.purpose_agreed) == ("prepared", "Mirar el juego libre", True)
    assert ahead.revision == before + 1
    assert TrackedChange.objects.first().fields == {"status": ["planned", "prepared"]}
    assert "preparada" in ana.get(ahead.get_absolute_url()).content.decode()
    prepare(ana, ahead, purpose="Mirar la asamblea")
    ahead.refresh_from_db()
    assert (ahead.status, ahead.purpose) == ("prepared", "Mirar la asamblea")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"purpose": ""}, "obligatorio"),
        ({"purpose_agreed": ""}, "Conversa primero el propósito"),
        ({"coordinated_on": ""}, "Pon el día en que coordinaste"),
        ({"coordinated_on": "2999-01-01"}, "todavía no llega"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(ana, ahead, changes, sentence):
    page = prepare(ana, ahead, **{"purpose": "Esto no se pierde", **changes}).content.decode()
    assert sentence in page
    assert changes.get("purpose", "Esto no se pierde") in page
    ahead.refresh_from_db()
    assert ahead.status == Visit.Status.PLANNED


def test_only_from_outside_and_where_there_is_a_director_it_is_coordinated(ana, cast, ahead):
    of_petra = cast.visit(assignment=cast.promoter_assignment, status=Visit.Status.PLANNED)
    assert "coordinated_on" not in ana.get(reverse("visits:prepare", args=[of_petra.pk])).context["form"].fields
    Companion.objects.filter(user=cast.ana).update(kind=Companion.Kind.INTERNAL)
    assert "coordinated_on" not in ana.get(reverse("visits:prepare", args=[ahead.pk])).context["form"].fields
    assert prepare(ana, ahead, coordinated_on="").status_code == 302


def test_a_visit_that_began_is_not_prepared_nor_moved(ana, cast):
    draft = cast.visit()
    for name in ("prepare", "reschedule"):
        assert ana.get(reverse(f"visits:{name}", args=[draft.pk])).status_code == 403
    with pytest.raises(ValidationError):
        prepare_visit(visit=draft, purpose="x")
    with pytest.raises(ValidationError):
        reschedule_visit(visit=draft, to_day=cast.today, cause="strike", by=cast.ana)


def test_two_windows_do_not_overwrite_each_other(cast, ahead):
    other = Visit.objects.get(pk=ahead.pk)
    prepare_visit(visit=ahead, purpose="Primera")
    with pytest.raises(ValidationError, match="cambió mientras"):
        prepare_visit(visit=other, purpose="Segunda")
    assert Visit.objects.get(pk=ahead.pk).purpose == "Primera"


def move(client, visit, **changes):
    data = {"to_day": (visit.visited_on + timedelta(days=3)).isoformat(), "cause": "weather", "detail": "Huaico"}
    sent = {**data, **changes}
    return client.post(reverse("visits:reschedule", args=[visit.pk]), {**sent, "warned_of": sent["to_day"]})


def test_another_day_keeps_why_and_shows_it(ana, cast, ahead):
    planned = ahead.visited_on
    data = {"to_day": (planned + timedelta(days=3)).isoformat()}
    for _ in range(2):  # the same click twice moves it once
        assert move(ana, ahead, **data).status_code == 302
    ahead.refresh_from_db()
    assert ahead.visited_on == ahead.planned_on == planned + timedelta(days=3)
    moved = Rescheduling.objects.get()
    assert (moved.from_day, moved.to_day, moved.cause, moved.by) == (planned, ahead.visited_on, "weather", cast.ana)
    assert TrackedChange.objects.first().fields == {"visited_on": [planned.isoformat(), ahead.visited_on.isoformat()]}
    assert "Huaico" in ana.get(ahead.get_absolute_url()).content.decode()
    assert "cambió de día: lluvia, huaico" in ana.get(reverse("visits:list")).content.decode()
    assert "Cambió de día: lluvia, huaico" in ana.get(cast.tania.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"to_day": "2001-01-01"}, "Esa fecha ya pasó"),
        ({"to_day": "2999-01-01"}, "queda fuera"),
        ({"cause": ""}, "Elige el motivo"),
        ({"cause": "other", "detail": ""}, "di cuál"),
    ],
)
def test_a_bad_move_is_refused(ana, ahead, changes, sentence):
    assert sentence in move(ana, ahead, **changes).content.decode()
    assert Rescheduling.objects.count() == 0


def test_the_next_visit_is_planned_with_one_touch_and_once(ana, cast):
    visit = cast.closed_visit()
    day = cast.today + timedelta(days=20)
    visit.dialogue.next_visit_on = day
    visit.dialogue.save()
    assert "Programar la próxima visita" in ana.get(visit.get_absolute_url()).content.decode()
    for _ in range(2):
        assert ana.post(reverse("visits:plan_next", args=[visit.pk])).status_code == 302
    planned = Visit.objects.planned().get()
    assert (planned.planned_on, planned.number, planned.companion) == (day, 2, visit.companion)
    assert "Programar la próxima visita" not in ana.get(visit.get_absolute_url()).content.decode()


def test_a_next_day_outside_the_campaign_is_said(ana, cast):
    visit = cast.closed_visit()
    visit.dialogue.next_visit_on = cast.campaign.ends_on + timedelta(days=1)
    visit.dialogue.save()
    answer = ana.post(reverse("visits:plan_next", args=[visit.pk]), follow=True)
    assert "queda fuera" in answer.content.decode()
    assert not Visit.objects.planned().exists()


def test_without_a_day_agreed_there_is_nothing_to_plan(ana, cast):
    assert ana.post(reverse("visits:plan_next", args=[cast.closed_visit().pk])).status_code == 403


def test_starting_a_planned_visit_is_logged(ana, cast, ahead):
    from visits.tests.record.payload import payload

    ana.post(
        reverse("visits:form", args=[ahead.pk]), payload(cast.assignment, cast.version, visit=ahead, day=cast.today)
    )
    assert TrackedChange.objects.first().fields == {"status": ["planned", "in_progress"]}


def test_the_plan_asks_for_the_medium_of_a_call(ana, cast):
    url = reverse("visits:plan", args=[cast.assignment.pk])
    data = {"visit_id": "0c9a3b0e-5f0e-4c4e-8f4f-3a1d3b9d2c11", "phase": "process", "mode": "telephone"}
    data["planned_on"] = (cast.today + timedelta(days=2)).isoformat()
    assert "por qué medio" in ana.post(url, data).content.decode()
    assert ana.post(url, {**data, "medium": "WhatsApp"}).status_code == 302
    assert Visit.objects.get().medium == "WhatsApp"


def test_what_was_agreed_elsewhere_is_pending_too(ana, cast, ahead):
    from visits.models import GroupSession

    gia = GroupSession.objects.create(
        campaign=cast.campaign, kind="gia", title="Preguntas", facilitator="Ana", held_on=cast.today
    )
    Commitment.objects.create(session=gia, teacher=cast.tania, action="Probar con títeres", due_on=cast.today)
    assert "Probar con títeres" in ana.get(reverse("visits:prepare", args=[ahead.pk])).content.decode()


def test_planning_the_next_visit_twice_at_the_service_is_one(cast):
    visit, day = cast.closed_visit(), cast.today + timedelta(days=9)
    first, again = (plan_next_visit(visit=visit, day=day, version=cast.version) for _ in range(2))
    assert first == again
