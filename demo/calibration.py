"""Observers who compare themselves: visits of two, answers to practice cases, doubts, and a calibration that ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from accompaniment.models import Companion, Role, User
from rubrics.models import PracticeAnswer, PracticeCase, PracticeLevel
from rubrics.scales import top
from visits.models import PairedObservation, PairedRemark, PairedScore, Score, Visit

from .ids import new_id
from .people import People

PAIRS = [("external-1", "external-2", 4), ("coordinator-1", "coordinator-2", 3), ("external-2", "internal-1", 2)]
LEANS = {"external-1": 0.12, "coordinator-2": -0.1}  # who scores a little higher, or lower, than the others
EVIDENCE = "Desde el fondo de la sala vi lo mismo en dos momentos distintos."
AGREED = "Miramos juntas el descriptor: pesa más cuántas niñas y niños lo hacen que una sola escena."


def calibrate(rng: Random, people: People, today: date) -> None:
    """Invent how the companions of the demonstration calibrate themselves."""
    for companion, observer, count in PAIRS:
        _pair(rng, people.companions[companion], people.companions[observer], count)
    _practise(rng, people, today)
    _invite(rng, people.companions["external-2"], people.companions["external-1"].user, today)
    _doubt(people.companions["external-1"])
    _mark(people.companions["internal-2"])


def _last_closed(companion: Companion, count: int) -> list[Visit]:
    return list(
        Visit.objects.closed()
        .filter(companion=companion)
        .select_related("teacher")
        .order_by("-visited_on", "pk")[:count]
    )


def _pair(rng: Random, companion: Companion, observer: Companion, count: int) -> None:
    """The companion's latest visits had a second observer; they talked about the first of them."""
    visits = [visit for visit in _last_closed(companion, count + 2) if visit.teacher.user_id != observer.user_id]
    for place, visit in enumerate(visits[:count]):
        pair = PairedObservation.objects.create(
            id=new_id(rng),
            visit=visit,
            observer=observer.user,
            invited_by=companion.user,
            revision=1,
            closed_at=visit.closed_at,
            completed_at=visit.closed_at,
        )
        PairedScore.objects.bulk_create(
            PairedScore(
                id=new_id(rng),
                observation=pair,
                criterion=score.criterion,
                value=_near(rng, score.value or 1, top(score.criterion.scale), 0),
                companion_value=score.value,
                evidence=EVIDENCE,
            )
            for score in visit.scores.select_related("criterion").order_by("criterion__order")
        )
        if place == 0:
            PairedRemark.objects.create(id=new_id(rng), observation=pair, author=observer.user, text=AGREED)


def _near(rng: Random, level: int, highest: int, lean: float) -> int:
    """A level as another observer would see it: mostly the same one, sometimes the next."""
    draw = rng.random()
    step = 1 if draw < 0.15 + lean else -1 if draw > 0.86 + lean else 0
    return min(max(level + step, 1), highest)


def _practise(rng: Random, people: People, today: date) -> None:
    """Everyone who observes answered the cases, some months ago and lately."""
    cases = list(
        PracticeCase.objects.offered().filter(ugel=None).order_by("pk").prefetch_related("references__criterion")
    )
    for lean, person in _observers(people):
        for place, case in enumerate(rng.sample(cases, len(cases) - 1)):
            _answer(rng, case, person, lean, today - timedelta(days=20 + 35 * place))


def _observers(people: People) -> Sequence[tuple[float, User]]:
    companions = [(LEANS.get(key, 0.0), companion.user) for key, companion in people.companions.items()]
    roles = Role.objects.filter(kind=Role.Kind.SPECIALIST, ugel=people.territory.ugel).select_related("user")
    return [*companions, *((0.0, role.user) for role in roles)]


def _answer(rng: Random, case: PracticeCase, person: User, lean: float, day: date) -> None:
    at: Any = timezone.make_aware(datetime.combine(day, time(19, 30)))
    answer = PracticeAnswer.objects.create(id=new_id(rng), case=case, person=person, attempt=1, answered_at=at)
    PracticeLevel.objects.bulk_create(
        PracticeLevel(
            answer=answer,
            criterion=reference.criterion,
            value=_near(rng, reference.value, top(reference.criterion.scale), lean),
        )
        for reference in sorted(case.references.all(), key=lambda reference: reference.criterion.order)
    )


def _invite(rng: Random, companion: Companion, observer: User, today: date) -> None:
    coming = Visit.objects.planned().filter(companion=companion, visited_on__gte=today).order_by("visited_on", "pk")
    if visit := coming.first():
        PairedObservation.objects.create(id=new_id(rng), visit=visit, observer=observer, invited_by=companion.user)


def _doubt(companion: Companion) -> None:
    """In the companion's latest visits there were doubts about reasoning and feedback."""
    visits = [visit.pk for visit in _last_closed(companion, 3)]
    Score.objects.filter(visit__in=visits, criterion__order__in=[2, 3]).update(in_doubt=True)


def _mark(companion: Companion) -> None:
    """The companion has not been compared for long: the latest visit says so."""
    for visit in _last_closed(companion, 1):
        visit.scores.update(out_of_calibration=True)
