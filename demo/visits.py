"""The visits of a year and the levels given in them: planned, in progress, closed and cancelled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from random import Random
from typing import Any

from django.utils import timezone

from accompaniment.campaigns.phases import next_phase
from accompaniment.models import Assignment, Phase, Post, Teacher
from rubrics.models import Criterion, InstrumentVersion
from rubrics.scales import top
from rubrics.scoring import Item
from visits.models import Visit

from .calendar import CampaignYear, last_day_with_children, spread, visit_days
from .ids import new_id

PLAY = "juego libre en los sectores"
MOMENTS = {
    "I": ["recibimiento", "higiene", "refrigerio o lonchera", "juego al aire libre", "descanso", PLAY],
    "II": ["recibimiento", "asamblea", PLAY, "actividad de aprendizaje", "taller", "refrigerio o lonchera"],
}
REMOTE = [(Visit.Mode.SYNCHRONOUS, "videollamada"), (Visit.Mode.ASYNCHRONOUS, "video por WhatsApp")]
HARDER = {"Razonamiento", "Retroalimentación", "Preguntar y escuchar", "Acompaña el juego", "Lenguaje verbal"}
GENTLE = {"Respeto y cercanía", "Buen trato", "Acogida", "Trato respetuoso"}


@dataclass(frozen=True)
class Version:
    """An instrument version with its criteria, read once."""

    row: InstrumentVersion
    criteria: list[Criterion]

    @property
    def items(self) -> list[Item[Any]]:
        return [Item(criterion.pk, criterion.order, top(criterion.scale)) for criterion in self.criteria]


@dataclass
class Planned:
    """A visit on its way into the database, with the levels it will hold."""

    visit: Visit
    version: Version
    levels: dict[Any, int] = field(default_factory=dict)  # criterion id -> level
    next_on: date | None = None


@dataclass
class Growth:
    """How one person's practice stands and grows along the year, hidden behind the levels that visits see."""

    rng: Random
    version: Version
    has_setback: bool  # what was done best slips back along the year, as happens to some
    start: dict[Any, float] = field(init=False)
    slope: float = field(init=False)

    def __post_init__(self) -> None:
        self.slope = self.rng.uniform(0.2, 0.6)
        self.start = {
            criterion.pk: self.rng.gauss(0.36, 0.18)
            - (0.13 if criterion.short_title in HARDER else 0)
            + (0.16 if criterion.short_title in GENTLE else 0)
            for criterion in self.version.criteria
        }

    def levels(self, progress: float) -> dict[Any, int]:
        """Return the levels seen after that part of the year: mostly better than before, sometimes not."""
        found = {}
        best = max(self.start, key=lambda key: self.start[key]) if self.has_setback else None
        for item in self.version.items:
            slope = -0.5 if item.key == best else self.slope
            height = self.start[item.key] + slope * progress + self.rng.gauss(0, 0.07)
            found[item.key] = 1 + round(min(max(height, 0), 1) * (item.top - 1))
        return found


def plan_visits(
    rng: Random, assignments: Iterable[Assignment], year: CampaignYear, today: date, versions: dict[str, Version]
) -> list[Planned]:
    """Return the visits of these assignments, in the order of companions and, for each person, of days."""
    plans: list[Planned] = []
    taken: dict[Any, set[date]] = {}
    for assignment in sorted(assignments, key=lambda assignment: assignment.companion_id):
        version = versions[instrument_of(assignment.post)]
        days = _days(rng, assignment, year, taken.setdefault(assignment.companion_id, set()))
        plans += _of_assignment(rng, assignment, version, days)
    _give_phases(plans, year)
    _give_states(rng, plans, year, today)
    _give_levels(rng, plans)
    return plans


def instrument_of(post: Post) -> str:
    """Return the code of the instrument with which a post is observed."""
    if post.teacher.kind == Teacher.Kind.PROMOTER:
        return "guia-pronoei"
    return "aula-ciclo-i" if post.cycle == "I" else "aula-ciclo-ii"


def _days(rng: Random, assignment: Assignment, year: CampaignYear, taken: set[date]) -> list[date]:
    covers_year = assignment.starts_on == year.whole.starts_on and assignment.ends_on in (None, year.whole.ends_on)
    if covers_year:
        return visit_days(rng, year, assignment.visits_owed, taken)
    last = assignment.ends_on or year.whole.ends_on
    return spread(rng, year, type(year.whole)(assignment.starts_on, last), assignment.visits_owed, taken)


def _of_assignment(rng: Random, assignment: Assignment, version: Version, days: list[date]) -> list[Planned]:
    is_programme = assignment.post.institution.is_pronoei
    low, high = (3, 7) if is_programme else (8, 13)
    enrolled = rng.randint(low, high), rng.randint(low, high)
    disability = rng.choice([0, 0, 0, 1])
    plans = []
    for number, day in enumerate(days, start=1):
        visit = _visit(rng, assignment, version, number, day, enrolled)
        visit.with_disability = disability
        following = days[number] if number < len(days) else None
        plans.append(Planned(visit, version, next_on=following))
    return plans


def _visit(
    rng: Random, assignment: Assignment, version: Version, number: int, day: date, enrolled: tuple[int, int]
) -> Visit:
    post = assignment.post
    starts = time(8, 30) if post.institution.area == "urban" else time(9, 0)
    minutes = rng.choice([120, 135, 150, 180, 210])
    mode, medium = rng.choice(REMOTE) if number > 1 and rng.random() < 0.06 else (Visit.Mode.IN_PERSON, "")
    moments = MOMENTS[post.cycle]
    chosen = set(rng.sample(moments, rng.randint(2, 4)))
    boys, girls = (count - min(count - 1, rng.choice([0, 0, 1, 1, 2, 3])) for count in enrolled)
    return Visit(
        id=new_id(rng),
        assignment=assignment,
        campaign=assignment.campaign,
        companion=assignment.companion,
        teacher=post.teacher,
        post=post,
        institution=post.institution,
        ugel=assignment.campaign.ugel,
        version=version.row,
        number=number,
        mode=mode,
        medium=medium,
        visited_on=day,
        planned_on=day,
        starts_at=starts,
        ends_at=(datetime.combine(day, starts) + timedelta(minutes=minutes)).time(),
        moments=[moment for moment in moments if moment in chosen],
        enrolled_boys=enrolled[0],
        enrolled_girls=enrolled[1],
        present_boys=boys,
        present_girls=girls,
        revision=1,
    )


def _give_phases(plans: list[Planned], year: CampaignYear) -> None:
    """Each person's first visit of the year is the diagnostic, the others are what their days are."""
    before: dict[Any, list[str]] = defaultdict(list)
    for plan in sorted(plans, key=lambda plan: plan.visit.visited_on):
        phases = before[plan.visit.teacher_id]
        plan.visit.phase = next_phase(year.phase_on(plan.visit.visited_on), phases)
        phases.append(plan.visit.phase)


def _give_states(rng: Random, plans: list[Planned], year: CampaignYear, today: date) -> None:
    """Days gone by are closed visits; each companion also has one left overdue, one being written and one cancelled."""
    for plan in plans:
        is_past = plan.visit.visited_on < today
        _set_state(rng, plan.visit, Visit.Status.CLOSED if is_past else Visit.Status.PLANNED)
    if today > year.whole.ends_on:
        return
    for _companion, group in groupby(plans, key=lambda plan: plan.visit.companion_id):
        mine = list(group)
        latest = _latest_closed(mine)
        draft = next(plan for plan in latest if plan.next_on is None or plan.next_on > today)
        overdue = next(plan for plan in latest if plan is not draft)
        draft.visit.visited_on = draft.visit.planned_on = last_day_with_children(year, today)
        if draft.visit.phase != Phase.DIAGNOSTIC:
            draft.visit.phase = next_phase(year.phase_on(draft.visit.visited_on), [Phase.DIAGNOSTIC])
        _set_state(rng, draft.visit, Visit.Status.IN_PROGRESS)
        _set_state(rng, overdue.visit, Visit.Status.PLANNED)
        middle = [p for p in mine if p.visit.phase == Phase.PROCESS and p.visit.is_closed and p.visit.number in (2, 3)]
        _set_state(rng, rng.choice(middle).visit, Visit.Status.CANCELLED)
        _prepare_next(mine, today)
    for plan in plans:
        closed_at = plan.visit.closed_at
        if closed_at and closed_at.date() < today - timedelta(days=2) and plan.visit.number % 4:  # the fourth one waits
            plan.visit.status = Visit.Status.ACKNOWLEDGED
            plan.visit.acknowledged_at = closed_at + timedelta(hours=20)


def _prepare_next(plans: list[Planned], today: date) -> None:
    """The visit that comes next was already talked over."""
    coming = [p.visit for p in plans if p.visit.status == Visit.Status.PLANNED and p.visit.visited_on >= today]
    for visit in sorted(coming, key=lambda visit: visit.visited_on)[:1]:
        visit.status = Visit.Status.PREPARED
        visit.purpose_agreed = True


def _latest_closed(plans: list[Planned]) -> list[Planned]:
    """Return each person's latest closed visit, the most recent first."""
    latest: dict[Any, Planned] = {}
    for plan in plans:
        if plan.visit.is_closed:
            latest[plan.visit.assignment_id] = plan
    in_reach = [plan for plan in latest.values() if plan.visit.assignment.ends_on is None]
    return sorted(in_reach, key=lambda plan: plan.visit.visited_on, reverse=True)


def _set_state(rng: Random, visit: Visit, status: str) -> None:
    visit.status = status
    visit.closed_at = None
    if status == Visit.Status.CLOSED:
        evening = time(rng.randint(15, 20), rng.randint(0, 59))
        visit.closed_at = timezone.make_aware(datetime.combine(visit.visited_on, evening))
        visit.revision = rng.randint(1, 3)
    elif status in {Visit.Status.PLANNED, Visit.Status.CANCELLED}:
        # What only a visit that took place can know.
        visit.moments = []
        visit.present_boys = visit.present_girls = visit.ends_at = None
        visit.enrolled_boys = visit.enrolled_girls = visit.with_disability = None


def _give_levels(rng: Random, plans: list[Planned]) -> None:
    for n, (_assignment, group) in enumerate(groupby(plans, key=lambda plan: plan.visit.assignment_id)):
        mine = list(group)
        growth = Growth(rng, mine[0].version, has_setback=n % 5 == 0)
        for place, plan in enumerate(mine):
            if plan.visit.is_closed or plan.visit.status == Visit.Status.IN_PROGRESS:
                plan.levels = growth.levels(place / max(len(mine) - 1, 1))
