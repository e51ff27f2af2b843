"""What ends while people send, by the services that the pages of a specialist call."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, connections
from django.utils import timezone

from accompaniment.accounts.ways_in import end_sessions
from accompaniment.audit.actor import acting
from accompaniment.campaigns.services import close_campaign
from accompaniment.models import Assignment, Companion, Post, User
from accompaniment.people.assignments.services import end_assignment
from accompaniment.people.companions.services import end_companion
from accompaniment.people.services import end_post
from visits.models import Visit
from visits.plan.endings import hand_on
from visits.plan.transfers import transfer

from .cast import Ending, Plot

T = TypeVar("T")
TRIES, PAUSE = 60, 0.5  # while the database is away
MEETINGS = 20  # with somebody who writes in the very moment


def end(plot: Plot, by: User) -> None:
    """Do what ends in this story; what the service refuses, such as a hand-over of what was made, does not happen."""
    with acting(lambda: by), suppress(ValidationError):
        persistently(lambda: DO[plot.ending](plot) if plot.ending else None)


def sign_out(username: str) -> int:
    """End all sessions of a person; return how many there were."""
    return persistently(lambda: end_sessions(of=User.objects.filter(username=username)))


def persistently(work: Callable[[], T]) -> T:
    """Do `work`, again while the database is away; it closes its connection, for each thread has its own."""
    for _attempt in range(TRIES):
        try:
            return work()
        except (OperationalError, InterfaceError):
            time.sleep(PAUSE)
        finally:
            connections.close_all()
    raise RuntimeError("the database did not come back")


def _end_assignment(plot: Plot) -> None:
    end_assignment(assignment=Assignment.objects.get(pk=plot.assignment_id), ends_on=plot.last_day)


def _end_post(plot: Plot) -> None:
    end_post(post=Post.objects.get(pk=plot.post_id), ends_on=plot.last_day)


def _end_companion(plot: Plot) -> None:
    end_companion(companion=Companion.objects.get(pk=plot.companion_id), ends_on=plot.last_day)


def _transfer(plot: Plot) -> None:
    people = Assignment.objects.filter(pk=plot.assignment_id, ends_on__gte=timezone.localdate())
    receiver = Companion.objects.get(pk=plot.receiver_id)
    if chosen := list(people.select_related("post", "campaign", "companion")):
        transfer(receiver=receiver, starts_on=timezone.localdate(), assignments=chosen)


def _pass_on(plot: Plot) -> None:
    """Hand the person over with what is planned; in some stories the companion had really left earlier."""
    _transfer(plot)
    if plot.number % 2:
        _end_companion(plot)


def _hand_on(plot: Plot) -> None:
    """Of a visit in progress; it is read anew when its writer was quicker."""
    for _attempt in range(MEETINGS):
        try:
            visit = Visit.objects.get(pk=plot.visit_id)
            if visit.handed_to_id is None:
                hand_on(visit=visit, receiver=Companion.objects.get(pk=plot.receiver_id))
            return
        except (ValidationError, Visit.DoesNotExist):
            time.sleep(PAUSE / 5)


def _close_campaign(plot: Plot) -> None:
    close_campaign(campaign=Assignment.objects.get(pk=plot.assignment_id).campaign)


DO: dict[Ending, Callable[[Plot], None]] = {
    Ending.ASSIGNMENT: _end_assignment,
    Ending.POST: _end_post,
    Ending.COMPANION: _end_companion,
    Ending.PASS_ON: _pass_on,
    Ending.TRANSFER: _transfer,
    Ending.HAND_ON: _hand_on,
    Ending.CAMPAIGN: _close_campaign,
}
