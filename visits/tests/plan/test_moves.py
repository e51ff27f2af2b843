"""Planning, closing and cancelling."""

import uuid
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from visits.closing.services import close_visit
from visits.models import Commitment, CommitmentReview, Visit
from visits.plan.moves import cancel_visit


@pytest.fixture
def ana(client, cast):
    client.force_login(cast.ana)
    return client


def plan(client, cast, **changes):
    data = {
        "visit_id": str(uuid.uuid4()),
        "planned_on": (cast.today + timedelta(days=5)).isoformat(),
        "phase": "process",
        "mode": "in_person",
        "purpose": "Ver el juego libre",
    }
    return client.post(reverse("visits:plan", args=[cast.assignment.pk]), {**data, **changes})


def test_planning_puts_the_visit_on_the_calendar(ana, cast):
    assert plan(ana, cast).status_code == 302
    visit = Visit.objects.get()
    assert (visit.status, visit.planned_on, visit.purpose) == (
        Visit.Status.PLANNED,
        cast.today + timedelta(days=5),
        "Ver el juego libre",
    )


def test_planning_twice_plans_once(ana, cast):
    same = str(uuid.uuid4())
    plan(ana, cast, visit_id=same)
    plan(ana, cast, visit_id=same)
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(
    ("planned_on", "sentence"),
    [("2001-01-01", "Esa fecha ya pasó"), ("2999-01-01", "queda fuera"), ("", "obligatorio")],
)
def test_planning_refuses_bad_dates_and_keeps_the_purpose(ana, cast, planned_on, sentence):
    answer = plan(ana, cast, planned_on=planned_on)
    page = answer.content.decode()
    assert sentence in page
    assert "Ver el juego libre" in page
    assert Visit.objects.count() == 0


def test_a_planned_visit_becomes_the_visit(ana, cast):
    from visits.tests.record.payload import payload

    plan(ana, cast)
    visit = Visit.objects.get()
    ana.post(
        reverse("visits:form", args=[visit.pk]), payload(cast.assignment, cast.version, visit=visit, day=cast.today)
    )
    visit.refresh_from_db()
    assert (visit.status, visit.visited_on) == (Visit.Status.IN_PROGRESS, cast.today)
    assert visit.planned_on == cast.today + timedelta(days=5), "the plan stays readable"


def test_closing_freezes_and_settles_commitments(ana, cast):
    cast.closed_visit()
    earlier = Commitment.objects.get()
    visit = cast.visit()
    for criterion in cast.version.criteria.all():
        visit.scores.create(criterion=criterion, value=3, evidence="Se vio")
    new_day = cast.today + timedelta(days=40)
    CommitmentReview.objects.create(commitment=earlier, visit=visit, verdict="rescheduled", new_due_on=new_day)
    page = ana.get(reverse("visits:close", args=[visit.pk])).content.decode()
    assert "Al cerrarla ya no se podrá cambiar" in page
    assert ana.post(reverse("visits:close", args=[visit.pk])).url == reverse("visits:closed", args=[visit.pk])
    visit.refresh_from_db()
    earlier.refresh_from_db()
    assert visit.is_closed
    assert visit.closed_at <= timezone.now()
    assert (earlier.status, earlier.due_on) == ("rescheduled", new_day)


def test_closing_says_everything_that_is_missing(ana, cast):
    cast.closed_visit()
    Commitment.objects.update(due_on=cast.today - timedelta(days=30))
    visit = cast.visit(ends_at=None)
    answer = ana.post(reverse("visits:close", args=[visit.pk]))
    page = answer.content.decode()
    assert "Falta la hora" in page
    assert page.count("Falta el nivel o la evidencia") == 5
    assert "1 compromiso anterior" in page
    visit.refresh_from_db()
    assert visit.status == Visit.Status.IN_PROGRESS


def test_closing_twice_is_closing_once(ana, cast):
    visit = cast.closed_visit()
    closed_at = visit.closed_at
    assert ana.post(reverse("visits:close", args=[visit.pk])).status_code == 302
    visit.refresh_from_db()
    assert visit.closed_at == closed_at


def test_two_people_cannot_close_from_the_same_page(cast):
    visit = cast.visit()
    for criterion in cast.version.criteria.all():
        visit.scores.create(criterion=criterion, value=3, evidence="Se vio")
    same = Visit.objects.get(pk=visit.pk)
    close_visit(visit=visit)
    with pytest.raises(ValidationError, match="cambió mientras"):
        close_visit(visit=same)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [({"cause": "", "detail": "No hubo paso"}, "Elige el motivo."), ({"cause": "other", "detail": " "}, "di cuál")],
)
def test_cancelling_asks_for_its_cause(ana, cast, data, sentence):
    visit = cast.visit()
    page = ana.post(reverse("visits:cancel", args=[visit.pk]), data).content.decode()
    assert sentence in page
    visit.refresh_from_db()
    assert visit.status == Visit.Status.IN_PROGRESS


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (Visit.Status.PLANNED, "No se puede deshacer; si la retomas, planifica otra."),
        (Visit.Status.IN_PROGRESS, "Lo que escribiste se conserva y ya no se puede seguir."),
    ],
)
def test_the_page_says_first_what_cancelling_does(ana, cast, status, sentence):
    visit = cast.visit(status=status)
    page = ana.get(reverse("visits:cancel", args=[visit.pk])).content.decode()
    assert sentence in page and cast.tania.full_name in page


def test_a_cancelled_visit_says_why_and_stays_so(ana, cast):
    visit = cast.visit()
    url = reverse("visits:cancel", args=[visit.pk])
    for _ in range(2):  # the same click twice
        assert ana.post(url, {"cause": "strike", "detail": "Paro regional"}).status_code == 302
    visit.refresh_from_db()
    assert (visit.status, visit.cancel_cause, visit.cancel_reason) == ("cancelled", "strike", "Paro regional")
    assert "Paro o huelga. Paro regional" in ana.get(visit.get_absolute_url()).content.decode()


LEGAL = {
    ("planned", "prepared"),
    ("planned", "in_progress"),
    ("planned", "cancelled"),
    ("prepared", "in_progress"),
    ("prepared", "cancelled"),
    ("in_progress", "closed"),
    ("in_progress", "cancelled"),
    ("closed", "acknowledged"),
    ("acknowledged", "closed"),
}


@pytest.mark.parametrize("to", Visit.Status.values)
@pytest.mark.parametrize("status", Visit.Status.values)
def test_only_these_moves_are_legal(cast, status, to):
    visit = cast.visit(status=status)
    with nullcontext() if (status, to) in LEGAL else pytest.raises(ValidationError):
        visit.require_move(to=to)


def test_a_closed_visit_cannot_be_cancelled(cast):
    visit = cast.closed_visit()
    with pytest.raises(ValidationError):
        cancel_visit(visit=visit, reason="Me equivoqué")
