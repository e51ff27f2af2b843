"""Random histories: whatever ends, what was received is read by its author and finished by somebody."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F, Q

from accompaniment.campaigns.services import close_campaign, reopen_campaign
from accompaniment.models import Assignment, Campaign, Companion, Post
from accompaniment.people.assignments.services import AssignmentData, assign, end_assignment
from accompaniment.people.companions.services import end_companion
from accompaniment.people.services import end_post
from accompaniment.submissions.receiving import NewSubmission, Received
from visits.models import Submission, Visit
from visits.plan.endings import hand_on
from visits.plan.moves import plan_visit
from visits.plan.transfers import transfer, transferable
from visits.record.receive import receive_visit
from visits.record.record import SentVisit, VisitRecord
from visits.record.transitions import move

STEPS = 20


class History:
    """One UGEL's months: each step does something at random, and may be refused, but with a sentence."""

    def __init__(self, cast: Any, seed: int) -> None:
        self.cast, self.dice = cast, Random(seed)  # noqa: S311 : no secret
        self.steps: list[Callable[[], Any]] = [
            self.send, self.send, self.send, self.plan, self.write_planned, self.close, self.end_assignment,
            self.end_post, self.end_work, self.hand_over, self.hand_on, self.close_campaign, self.reopen, self.assign,
        ]  # fmt: skip

    def go(self) -> None:
        for _ in range(STEPS):
            try:
                self.dice.choice(self.steps)()
            except ValidationError as refused:
                assert all(refused.messages)
            self.check()

    def day(self, first: int = -12, last: int = 0) -> date:
        return self.cast.today + timedelta(days=self.dice.randint(first, last))

    def one_of(self, rows: Any) -> Any:
        found = list(rows.order_by("pk"))
        return self.dice.choice(found) if found else None

    # --- What people do --------------------------------------------------------------------------------------------
    def send(self, visit: Visit | None = None) -> None:
        assignment = visit.assignment if visit else self.one_of(Assignment.objects.all())
        writer = assignment.companion.user
        submission = NewSubmission(uuid.uuid4(), writer, visit.revision if visit else 0, {"x": ["y"]})
        day = self.day()
        record = VisitRecord(header={"phase": "process", "visited_on": day})
        if assignment.starts_on <= day and (assignment.ends_on is None or day <= assignment.ends_on):
            outcome = receive_visit(
                SentVisit(submission, visit.pk if visit else uuid.uuid4(), str(assignment.pk), "", lambda _: record)
            )
            assert isinstance(outcome, Received) or getattr(outcome, "reason", "")

    def plan(self) -> None:
        assignment = self.one_of(Assignment.objects.not_ended().filter(campaign__closed_at=None))
        if assignment:
            day, last = self.day(0, 30), assignment.ends_on or assignment.campaign.ends_on
            if day <= last:
                plan_visit(
                    visit_id=uuid.uuid4(), assignment=assignment, version=self.cast.version, planned_on=day,
                    phase="process",
                )  # fmt: skip

    def write_planned(self) -> None:
        if visit := self.one_of(Visit.objects.filter(planned_on__isnull=False)):
            self.send(visit)

    def close(self) -> None:
        if visit := self.one_of(Visit.objects.drafts()):
            move(visit, Visit.Status.CLOSED)  # as if nothing were missing

    # --- What ends -------------------------------------------------------------------------------------------------
    def end_assignment(self) -> None:
        end_assignment(assignment=self.one_of(Assignment.objects.all()), ends_on=self.day(-10, 10))

    def end_post(self) -> None:
        end_post(post=self.one_of(Post.objects.all()), ends_on=self.day(-10, 10))

    def end_work(self) -> None:
        end_companion(companion=self.one_of(Companion.objects.all()), ends_on=self.day(-10, 10))

    def hand_over(self) -> None:
        giver, receiver = (self.one_of(Companion.objects.all()) for _ in range(2))
        people = list(transferable(Companion.objects.filter(pk=giver.pk)))
        if people and giver != receiver:
            transfer(receiver=receiver, starts_on=self.day(-5, 5), assignments=people)

    def hand_on(self) -> None:
        visit, receiver = self.one_of(Visit.objects.all()), self.one_of(Companion.objects.in_force())
        if visit and receiver:
            hand_on(visit=visit, receiver=receiver)

    def close_campaign(self) -> None:
        close_campaign(campaign=Campaign.objects.get(pk=self.cast.campaign.pk))

    def reopen(self) -> None:
        reopen_campaign(campaign=Campaign.objects.get(pk=self.cast.campaign.pk))

    def assign(self) -> None:
        data = AssignmentData(self.cast.campaign, self.one_of(Companion.objects.all()), 6, self.day(-5, 5))
        assign(post=self.one_of(Post.objects.all()), data=data)

    # --- What holds after every step -------------------------------------------------------------------------------
    def check(self) -> None:
        for submission in Submission.objects.select_related("author", "visit__campaign"):
            visit = submission.visit
            assert Visit.objects.visible_to(self.fresh(submission.author)).filter(pk=visit.pk).exists()
            if visit.status == Visit.Status.IN_PROGRESS:
                writer = (visit.handed_to or visit.companion).user
                assert visit.campaign.is_closed or visit.editable_by(self.fresh(writer))
                assert Visit.objects.drafts_led_by(self.fresh(self.cast.berta)).filter(pk=visit.pk).exists()
        outlived = Q(visited_on__gt=F("assignment__ends_on")) | Q(campaign__closed_at__isnull=False)
        assert not Visit.objects.planned().filter(outlived).exists()

    @staticmethod
    def fresh(user: Any) -> Any:
        """The user as the next request would read them: what they reach is known once an object."""
        return type(user).objects.get(pk=user.pk)


@pytest.mark.parametrize("seed", range(5))
def test_whatever_ends(cast: Any, seed: int) -> None:
    history = History(cast, seed)
    history.send()
    history.go()
    assert Submission.objects.exists()
