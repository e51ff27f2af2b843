"""The walk through time of the demonstration: each visit first reviews what was agreed before, then agrees anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from random import Random
from typing import Any

from accompaniment.models import Teacher
from rubrics.models import Criterion
from visits.models import Commitment, CommitmentReview, GroupSession, Visit

from .ids import new_id
from .records import Records, first_needs, prepare, write_closed, write_draft
from .sessions import Sessions
from .texts import SentenceMaker, focus_of
from .visits import Planned

AT_SCHOOL = ["director", "school", "ugel"]
IN_THE_COMMUNITY = ["family", "authority", "ugel"]
NAMES = {"family": "Comité de gestión", "authority": "Presidente de la comunidad", "ugel": "Área de Gestión Pedagógica"}
UNTRUE_BEFORE_ITS_DAY = {"not", "rescheduled"}
VERDICTS = ["fulfilled", "partly", "not", "rescheduled"]
MONTH = timedelta(days=30)
FIRST_TIME, LATER = [52, 24, 12, 12], [72, 14, 8, 6]


@dataclass
class History:
    """Commitments and their reviews, written at once."""

    rng: Random
    records: Records
    commitments: list[Commitment] = field(default_factory=list)
    reviews: list[CommitmentReview] = field(default_factory=list)

    def save(self) -> None:
        self.records.save()
        Commitment.objects.bulk_create(self.commitments, batch_size=500)
        CommitmentReview.objects.bulk_create(self.reviews, batch_size=500)


def write_history(rng: Random, plans: list[Planned], sessions: Sessions) -> History:
    """Write every visit and session in the order they happened, person by person."""
    history = History(rng, Records(rng))
    of_teacher: dict[Any, list[GroupSession]] = {}
    for session in sessions.rows:
        for teacher in sessions.attended(session)[:4]:
            of_teacher.setdefault(teacher.pk, []).append(session)
    for _teacher, group in groupby(_by_person(plans), key=lambda plan: plan.visit.teacher_id):
        mine = list(group)
        _Walk(history, mine, of_teacher.get(mine[0].visit.teacher_id, [])).walk()
    return history


def _by_person(plans: list[Planned]) -> list[Planned]:
    first_seen = {plan.visit.teacher_id: place for place, plan in reversed(list(enumerate(plans)))}
    return sorted(plans, key=lambda plan: (first_seen[plan.visit.teacher_id], plan.visit.visited_on))


@dataclass
class _Walk:
    """One person's year, with the commitments that are pending at each moment of it."""

    history: History
    plans: list[Planned]
    sessions: list[GroupSession]
    pending: list[Commitment] = field(default_factory=list)
    reviewed: set[Any] = field(default_factory=set)
    focus: str = ""

    def __post_init__(self) -> None:
        visit = self.plans[0].visit
        is_promoter = visit.teacher.kind == Teacher.Kind.PROMOTER
        place = "pronoei" if is_promoter else "cuna" if visit.post.cycle == "I" else "jardin"
        self.rng = self.history.rng
        self.sentences = SentenceMaker(self.rng, visit.version.instrument.code, place)
        self.focus = focus_of(self.plans[0].version.criteria[0])

    def walk(self) -> None:
        sessions = sorted(self.sessions, key=lambda session: session.held_on)
        for plan in self.plans:
            while sessions and sessions[0].held_on < plan.visit.visited_on:
                self._leave_session(sessions.pop(0))
            self._live(plan)
        for session in sessions:
            self._leave_session(session)

    def _live(self, plan: Planned) -> None:
        prepare(plan, self.sentences, self.focus)
        if plan.visit.status == Visit.Status.IN_PROGRESS:
            write_draft(self.history.records, plan, self.sentences)
        if plan.visit.is_closed:
            write_closed(self.history.records, plan, self.sentences)
            self._review(plan)
            self._agree(plan)

    def _review(self, plan: Planned) -> None:
        for commitment in self.pending:
            weights = LATER if commitment.pk in self.reviewed else FIRST_TIME
            verdict = self.rng.choices(VERDICTS, weights=weights)[0]
            if verdict in UNTRUE_BEFORE_ITS_DAY and plan.visit.visited_on < commitment.due_on:
                verdict = CommitmentReview.IN_TIME
            elif verdict == Commitment.Status.RESCHEDULED and commitment.pk in self.reviewed:
                verdict = Commitment.Status.NO_LONGER  # rather than moved again
            review = CommitmentReview(
                id=new_id(self.rng),
                commitment=commitment,
                visit=plan.visit,
                verdict=verdict,
                evidence=self.sentences.sentence("reviews", verdict),
            )
            if verdict == Commitment.Status.RESCHEDULED:
                review.new_due_on = commitment.due_on = self._due(plan)
            commitment.status = review.leaves
            self.reviewed.add(commitment.pk)
            self.history.reviews.append(review)
        self.pending = [commitment for commitment in self.pending if commitment.is_pending]

    def _agree(self, plan: Planned) -> None:
        for criterion in first_needs(plan):
            self._commit(plan, self.sentences.commitment(criterion.order), criterion=criterion)
            self.focus = focus_of(criterion)
        agreed_nothing = not any(one.visit_id == plan.visit.pk for one in self.pending)
        if agreed_nothing or self.rng.random() < 0.25:
            in_school = plan.visit.teacher.kind == Teacher.Kind.CLASSROOM
            who = self.rng.choice(["companion", *(AT_SCHOOL if in_school else IN_THE_COMMUNITY)])
            self._commit(plan, self.sentences.extra_commitment(who), responsible=who)

    def _commit(
        self,
        plan: Planned,
        words: tuple[str, str],
        *,
        criterion: Criterion | None = None,
        responsible: str = Commitment.Responsible.TEACHER.value,
    ) -> None:
        order = sum(one.visit_id == plan.visit.pk for one in self.pending)
        self._add(
            Commitment(
                id=new_id(self.rng),
                visit=plan.visit,
                teacher=plan.visit.teacher,
                order=order,
                criterion=criterion,
                action=words[0],
                evidence_expected=words[1],
                responsible=responsible,
                responsible_name=NAMES.get(responsible, ""),
                due_on=self._due(plan),
            )
        )

    def _leave_session(self, session: GroupSession) -> None:
        words = self.sentences.session_commitment()
        self._add(
            Commitment(
                id=new_id(self.rng),
                session=session,
                teacher=self.plans[0].visit.teacher,
                criterion=session.criterion,
                action=words[0],
                evidence_expected=words[1],
                due_on=session.held_on + timedelta(days=21),
            )
        )

    def _add(self, commitment: Commitment) -> None:
        if any(one.action == commitment.action for one in self.pending):
            return  # already in hand
        self.pending.append(commitment)
        self.history.commitments.append(commitment)

    def _due(self, plan: Planned) -> date:
        """Some days before the next visit, which asks about it; without one, in a month at most."""
        day, ends_on = plan.visit.visited_on, plan.visit.campaign.ends_on
        due = plan.next_on - timedelta(days=self.rng.choice([0, 0, 1, 3, 7])) if plan.next_on else day + MONTH
        return max(min(due, ends_on), day + timedelta(days=1))
