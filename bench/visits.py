"""Logging one visit: 8 clients post the visit form, each to people of their own."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from .country import A_COMPANION
from .figures import Row, row
from .load import Browser, Measured, Request, together
from .sessions import session_of

if TYPE_CHECKING:
    from accompaniment.models import Assignment
    from rubrics.models import InstrumentVersion

    from .make_visits import Made

CLIENTS, ROUNDS, SECONDS = 8, 5, 4.0
GOAL = 0.6  # of what a bare view reaches that does only the same inserts
SENTENCE = "Las niñas y los niños eligen, conversan y explican con sus palabras lo que han descubierto. "


def measure(made: Made, ours: int, floor: int) -> list[Row]:
    """Both servers in turn, five times, and the turn whose ratio is the middle one: nobody's lucky moment counts."""
    teams = [made.assignments[n : n + A_COMPANION] for n in range(0, len(made.assignments), A_COMPANION)]
    bare: list[Measured] = []
    own: list[Measured] = []
    for n in range(ROUNDS):  # each time with other people: nobody has a hundred visits in a year
        crew = [teams[(n * CLIENTS + client) % len(teams)] for client in range(CLIENTS)]
        pairs = [(session_of(people[0].companion.user), people) for people in crew]
        # The two never write to the same assignment: each numbers its visits in its own way.
        to_floor = [(Browser(floor, s), partial(floor_visits, made.version, p[5:], 1000 * (n + 1))) for s, p in pairs]
        to_ours = [(Browser(ours, s), partial(our_visits, made.version, p[:5])) for s, p in pairs]
        bare.append(together(to_floor, SECONDS))
        own.append(together(to_ours, SECONDS))
    turns = sorted(zip(own, bare, strict=True), key=lambda turn: turn[0].rate / turn[1].rate)
    mine, floors = turns[ROUNDS // 2]
    return [
        row("visits logged, 8 clients", mine.rate, "/s", floor=floors.rate, goal=GOAL),
        row("visit logged, 8 clients, p95", mine.percentile(95) * 1000, "ms", floor=floors.percentile(95) * 1000),
    ]


def our_visits(version: InstrumentVersion, people: list[Assignment]) -> Iterator[Request]:
    """New visits to these people in turn, as the visit form sends them."""
    while True:
        for assignment in people:
            yield Request("POST", f"/visits/{uuid.uuid4()}/form/", _our_form(version, assignment), expects=302)


def _our_form(version: InstrumentVersion, assignment: Assignment) -> dict[str, Any]:
    day = date.today()
    form: dict[str, Any] = {
        "submission": uuid.uuid4(),
        "base_revision": 0,
        "assignment": assignment.pk,
        "version": version.pk,
        "sent_at": datetime.now(UTC).isoformat(),
        "visit-phase": "process",
        "visit-mode": "in_person",
        "visit-visited_on": day,
        "visit-starts_at": "09:00",
        "visit-ends_at": "11:30",
        "visit-moments": ["asamblea", "juego libre en los sectores"],
        "visit-purpose": SENTENCE,
        "days-TOTAL_FORMS": 0,
        "days-INITIAL_FORMS": 0,
        "questions-TOTAL_FORMS": 0,
        "questions-INITIAL_FORMS": 0,
        "notes-TOTAL_FORMS": 0,
        "notes-INITIAL_FORMS": 0,
        "dialogue-strengths": SENTENCE,
        "dialogue-needs": SENTENCE,
        "commitments-TOTAL_FORMS": 3,
        "commitments-INITIAL_FORMS": 0,
    }
    for n, criterion in enumerate(version.criteria.all()):
        form |= {f"score-{criterion.pk}-value": n % 4 + 1, f"score-{criterion.pk}-evidence": SENTENCE}
    for n in range(3):
        form |= {
            f"commitments-{n}-action": SENTENCE,
            f"commitments-{n}-evidence_expected": "Cuaderno de planificación",
            f"commitments-{n}-responsible": "teacher",
            f"commitments-{n}-due_on": day + timedelta(days=15),
        }
    return form


def floor_visits(version: InstrumentVersion, people: list[Assignment], first: int) -> Iterator[Request]:
    """The same content for the floor's view, which does not count the visits: they are numbered here."""
    for number in range(first, first + 1000):
        for assignment in people:
            yield Request("POST", f"/visits/{assignment.pk}/", _floor_form(version, number), expects=302)


def _floor_form(version: InstrumentVersion, number: int) -> dict[str, Any]:
    day, criteria = date.today(), list(version.criteria.all())
    form: dict[str, Any] = {
        "version": version.pk,
        "phase": "process",
        "mode": "in_person",
        "number": number,
        "visited_on": day,
        "starts_at": "09:00",
        "ends_at": "11:30",
        "moments": '["asamblea", "juego libre en los sectores"]',
        "purpose": SENTENCE,
        "strengths": SENTENCE,
        "needs": SENTENCE,
        "score-TOTAL_FORMS": len(criteria),
        "score-INITIAL_FORMS": 0,
        "commitment-TOTAL_FORMS": 3,
        "commitment-INITIAL_FORMS": 0,
    }
    for n, criterion in enumerate(criteria):
        form |= {f"score-{n}-criterion": criterion.pk, f"score-{n}-value": n % 4 + 1, f"score-{n}-evidence": SENTENCE}
    for n in range(3):
        form |= {
            f"commitment-{n}-action": SENTENCE,
            f"commitment-{n}-evidence_expected": "Cuaderno de planificación",
            f"commitment-{n}-due_on": day + timedelta(days=15),
        }
    return form
