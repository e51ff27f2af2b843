"""Who sends: for each story a companion, the person accompanied and perhaps a second observer, made by the services."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from django.utils import timezone

from accompaniment.accounts.person import PersonData
from accompaniment.accounts.services import make_account
from accompaniment.accounts.ways_in import note_sign_in
from accompaniment.models import Assignment, Campaign, Companion, Institution, Role, Teacher, User
from accompaniment.people.accounts import ensure_teacher_account
from accompaniment.people.assignments.services import AssignmentData, assign
from accompaniment.people.companions.services import register_companion
from accompaniment.people.services import PostData, TeacherData, register_teacher
from bench.sessions import session_of
from visits.calibration.pairs import invite_observer
from visits.models import Visit
from visits.plan.moves import plan_visit
from visits.record.finding import version_for

from .browser import PASSWORD, Browser, Line
from .campaigns import make_campaign
from .fates import dice

EACH = 12  # sendings of a story that is cut short; most have some more
DRAFTS = 3  # that the page of a first visit sends by itself
OPENED, AFTERWARDS = -1, DRAFTS  # moments: when the page has just been opened; while they talk about it
FIRST_DOCUMENT, FIRST_UGEL = 40_000_000, 990_001


class Ending(StrEnum):
    ASSIGNMENT = "assignment ended"
    POST = "post ended"
    COMPANION = "companion's work ended"
    PASS_ON = "person handed over with the visit that is planned"
    TRANSFER = "person handed over"
    HAND_ON = "draft handed on"
    CAMPAIGN = "campaign closed"


TURNS = [
    Ending.HAND_ON,
    Ending.ASSIGNMENT,
    Ending.PASS_ON,
    Ending.COMPANION,
    None,
    Ending.TRANSFER,
    Ending.POST,
    Ending.CAMPAIGN,
    Ending.PASS_ON,
    Ending.HAND_ON,
    None,
]


@dataclass
class Plot:
    """What one story is about. The page of its first visit is open before anything ends."""

    number: int
    companion: Browser
    teacher: Browser
    receiver: Browser  # who takes over, where the story hands over
    observer: Browser | None
    companion_id: int
    receiver_id: int
    assignment_id: int
    post_id: int
    visit_id: str
    pair_id: str
    first_day: date
    second_day: date
    last_day: date  # of the assignment, should it end; both visits are inside, or the second is not
    ending: Ending | None
    moment: int  # with which draft it ends, OPENED or AFTERWARDS

    @property
    def people(self) -> list[Browser]:
        return [self.companion, self.teacher, self.receiver, *([self.observer] if self.observer else [])]


@dataclass
class Cast:
    specialist: User
    plots: list[Plot]

    @property
    def people(self) -> list[Browser]:
        """Everybody once: some are in several stories."""
        return list({one.username: one for plot in self.plots for one in plot.people}.values())


@dataclass
class Ground:
    """A UGEL with its campaign and a jardín; who has to be there in every story."""

    campaign: Campaign
    place: Institution
    receivers: list[Companion]
    observers: list[Companion]


class Casting:
    """Makes the people of the run, so that the same seed makes the same."""

    def __init__(self, seed: int, line: Line) -> None:
        self.seed, self.line = seed, line
        self.documents = iter(range(FIRST_DOCUMENT, FIRST_DOCUMENT + 100_000))
        self.codes = iter(range(FIRST_UGEL, FIRST_UGEL + 10_000))
        self.browsers: dict[str, Browser] = {}

    def cast(self, stories: int) -> Cast:
        """So many stories; those whose campaign is closed have one of their own."""
        self.specialist = self._account("Berta", "Especialista")
        ground = self._ground(others=max(2, stories // 8))
        role = {"kind": Role.Kind.SPECIALIST, "ugel": ground.campaign.ugel, "starts_on": ground.campaign.starts_on}
        Role.objects.create(user=self.specialist, **role)
        return Cast(self.specialist, [self._plot(number, ground) for number in range(stories)])

    def _plot(self, number: int, shared: Ground) -> Plot:
        rng, today = dice(self.seed, "plot", number), timezone.localdate()
        ending = TURNS[number % len(TURNS)]
        ground = self._ground(others=1) if ending == Ending.CAMPAIGN else shared
        companion, receiver = self._companion("Acompañante", number, ground.campaign), rng.choice(ground.receivers)
        teacher = self._teacher(number, ground)
        assignment = self._assign(companion, teacher, ground.campaign)
        observer = rng.choice(ground.observers) if rng.random() < 0.5 else None
        visit_id = str(uuid.UUID(int=rng.getrandbits(128), version=4))
        if observer or ending == Ending.PASS_ON or rng.random() < 0.4:
            self._plan(visit_id, assignment, today + timedelta(days=1))
        return Plot(
            number=number,
            companion=self._browser(companion.user),
            teacher=self._browser(_user_of(teacher)),
            receiver=self._browser(receiver.user),
            observer=self._browser(observer.user) if observer else None,
            companion_id=companion.pk,
            receiver_id=receiver.pk,
            assignment_id=assignment.pk,
            post_id=assignment.post_id,
            visit_id=visit_id,
            pair_id=self._invite(visit_id, observer.user, companion.user) if observer else "",
            first_day=today - timedelta(days=9),
            second_day=today - timedelta(days=4),
            last_day=today - timedelta(days=rng.choice((2, 2, 2, 6))),
            ending=ending,
            moment=_moment(ending, rng),
        )

    # --- Each kind of person ---------------------------------------------------------------------------------
    def _ground(self, *, others: int) -> Ground:
        code = str(next(self.codes))
        campaign = make_campaign(code)
        place = Institution.objects.create(
            modular_code=f"9{code}",
            name=f"Jardín {code}",
            kind=Institution.Kind.KINDERGARTEN,
            level_code="A2",
            cycle="II",
            area="urban",
            ugel=campaign.ugel,
        )
        receivers = [self._companion("Receptora", n, campaign) for n in range(others)]
        return Ground(campaign, place, receivers, [self._companion("Observadora", n, campaign) for n in range(others)])

    def _account(self, first: str, last: str) -> User:
        return _with_password(make_account(PersonData(str(next(self.documents)), first, last)))

    def _companion(self, first: str, number: int, campaign: Campaign) -> Companion:
        person = PersonData(str(next(self.documents)), first, f"Número {number:04}")
        terms = {"kind": Companion.Kind.EXTERNAL, "starts_on": campaign.starts_on}
        companion = register_companion(by=self.specialist, person=person, ugel=campaign.ugel, **terms)
        _with_password(companion.user)
        return companion

    def _teacher(self, number: int, ground: Ground) -> Teacher:
        person = TeacherData("dni", str(next(self.documents)), "Docente", f"Número {number:04}", Teacher.Kind.CLASSROOM)
        post = PostData(ground.place, ground.campaign.starts_on, "Única", [4], "II")
        teacher = register_teacher(by=self.specialist, person=person, post=post).teacher
        _with_password(ensure_teacher_account(by=self.specialist, teacher=teacher))
        return teacher

    def _assign(self, companion: Companion, teacher: Teacher, campaign: Campaign) -> Assignment:
        data = AssignmentData(campaign, companion, visits_owed=8, starts_on=campaign.starts_on)
        return assign(post=teacher.posts.get(), data=data)

    # --- What is there before they send ----------------------------------------------------------------------
    def _plan(self, visit_id: str, assignment: Assignment, day: date) -> None:
        plan_visit(
            visit_id=uuid.UUID(visit_id),
            assignment=assignment,
            version=version_for(assignment),
            planned_on=day,
            phase="diagnostic",
            mode="in_person",
        )

    def _invite(self, visit_id: str, observer: User, by: User) -> str:
        return str(invite_observer(visit=Visit.objects.get(pk=visit_id), observer=observer, by=by).pk)

    def _browser(self, user: User) -> Browser:
        if user.username not in self.browsers:
            self.browsers[user.username] = Browser(user.username, _session_of(user), self.line)
        return self.browsers[user.username]


def _moment(ending: Ending | None, rng: Random) -> int:
    """A planned visit passes on before anything of it is sent, a draft is handed on while it is one."""
    if ending == Ending.PASS_ON:
        return OPENED
    return rng.randrange(1, DRAFTS) if ending == Ending.HAND_ON else rng.randrange(AFTERWARDS + 1)


def _user_of(teacher: Teacher) -> User:
    assert teacher.user
    return teacher.user


def _with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def _session_of(user: User) -> str:
    """Open a session as signing in does, and note it; the sign-in pages have enough to do later."""

    key = session_of(user)
    note_sign_in(account=user, session_key=key, agent="chaos")
    return key


def stories_for(sendings: int) -> int:
    return -(-sendings // EACH)
