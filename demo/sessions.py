"""GIA, RTC and workshops of the demonstration, on what the visits before them showed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from random import Random

from accompaniment.campaigns.session_kinds.data import fitted
from accompaniment.campaigns.session_kinds.defaults import SESSION_KINDS
from accompaniment.models import Companion, Teacher, User
from rubrics.models import Criterion
from visits.models import AgendaMoment, Attendance, GroupSession

from .calendar import CampaignYear, Span, spread
from .ids import new_id
from .records import first_needs
from .texts import bank, focus_of
from .visits import Planned

ENDS = {
    GroupSession.Kind.GIA: time(18, 0),
    GroupSession.Kind.RTC: time(17, 0),
    GroupSession.Kind.WORKSHOP: time(17, 30),
}
CAME_OR_NOT = [Attendance.Status.ATTENDED, Attendance.Status.EXCUSED, Attendance.Status.ABSENT]
PLACES = ["Auditorio de la UGEL Demostración", "IEI 904 Las Cantutas", "Salón comunal", "Videollamada"]


@dataclass
class Sessions:
    """The sessions held and who attended each."""

    rows: list[GroupSession] = field(default_factory=list)
    attendances: list[Attendance] = field(default_factory=list)

    def save(self) -> None:
        GroupSession.objects.bulk_create(self.rows)
        AgendaMoment.objects.bulk_create(
            AgendaMoment(session=session, order=n, title=moment.title, minutes=moment.minutes)
            for session in self.rows
            for n, moment in enumerate(fitted(SESSION_KINDS[session.kind].agenda, session.minutes), 1)
        )
        Attendance.objects.bulk_create(self.attendances)

    def attended(self, session: GroupSession) -> list[Teacher]:
        """Return who came to the session."""
        came = Attendance.Status.ATTENDED
        return [row.teacher for row in self.attendances if row.session is session and row.status == came]


def hold_sessions(
    rng: Random,
    plans: list[Planned],
    companions: list[Companion],
    year: CampaignYear,
    today: date,
    *,
    specialist: User,
) -> Sessions:
    """Return the sessions held before today: four GIA or two RTC of each companion and two workshops of the UGEL."""
    held = Sessions()
    taken: set[date] = set()
    working = Span(year.process.starts_on, year.closing.parts(2)[0].ends_on)
    for companion in companions:
        mine = [plan for plan in plans if plan.visit.companion_id == companion.pk]
        is_internal = companion.kind == Companion.Kind.INTERNAL
        kind = GroupSession.Kind.RTC if is_internal else GroupSession.Kind.GIA
        for day in spread(rng, year, working, 2 if is_internal else 4, taken):
            _hold(rng, held, kind, mine, day, today, leader=companion.user)
    for day in spread(rng, year, working, 2, taken):
        in_schools = [plan for plan in plans if plan.visit.teacher.kind == Teacher.Kind.CLASSROOM]
        _hold(rng, held, GroupSession.Kind.WORKSHOP, in_schools, day, today, leader=specialist)
    return held


def _hold(
    rng: Random,
    held: Sessions,
    kind: GroupSession.Kind,
    plans: list[Planned],
    day: date,
    today: date,
    *,
    leader: User,
) -> None:
    seen = [plan for plan in plans if plan.visit.is_closed and plan.visit.visited_on < day]
    if day >= today or not seen:
        return
    focus = _most_needed(seen)
    session = GroupSession(
        id=new_id(rng),
        campaign=seen[0].visit.campaign,
        kind=kind.value,
        kind_name=SESSION_KINDS[kind.value].name,
        convened_on=day - timedelta(days=8),
        warnings=[],
        state=GroupSession.State.HELD,
        title=rng.choice(bank("common")["session_titles"][kind.value]).format(focus=focus_of(focus)),
        criterion=focus,
        leader=leader,
        facilitator=leader.get_full_name(),
        place=rng.choice(PLACES),
        held_on=day,
        starts_at=time(15, 0),
        ends_at=ENDS[kind],
        agreements=rng.choice(bank("common")["agreements"]),
    )
    session.search_name = session.found_as()
    held.rows.append(session)
    for teacher in _invited(seen, day):
        status = rng.choices(CAME_OR_NOT, weights=[85, 9, 6])[0]
        held.attendances.append(Attendance(session=session, teacher=teacher, status=status))


def _most_needed(seen: list[Planned]) -> Criterion:
    """Return the criterion that most of the last visits left as a need; ties go to the first found."""
    last = {plan.visit.teacher_id: plan for plan in seen}
    counted = Counter(criterion.pk for plan in last.values() for criterion in first_needs(plan))
    by_key = {criterion.pk: criterion for plan in seen for criterion in plan.version.criteria}
    return by_key[counted.most_common(1)[0][0]]


def _invited(seen: list[Planned], day: date) -> list[Teacher]:
    """Return the people visited so far who are still at their post that day, each once."""
    at_post = (plan.visit for plan in seen if plan.visit.post.ends_on is None or plan.visit.post.ends_on >= day)
    return list({visit.teacher_id: visit.teacher for visit in at_post}.values())
