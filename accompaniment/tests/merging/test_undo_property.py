"""Whatever two records hold: joined and parted again, every table is as it was before."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accompaniment.accounts.ways_in import give_one_time_codes
from accompaniment.audit.append_only import AppendOnly
from accompaniment.letters.models import Letter
from accompaniment.merging.answers import BOTH, KEPT, MERGED, Choices
from accompaniment.merging.comparison import DOCUMENT_FIELDS, VALUES
from accompaniment.merging.obstacles import Possible
from accompaniment.merging.services import merge_people
from accompaniment.merging.undoing import undo_merge
from accompaniment.models import (
    Assignment,
    DistinctPeople,
    Institution,
    MergedRecord,
    Post,
    SignIn,
    Teacher,
    User,
)
from accompaniment.people.models.merged_records import pair_of
from accompaniment.people.services import TeacherData
from conftest import Cast, person
from reports.documents.models.jobs import ReportJob
from visits.models import Attendance, Commitment, CommitmentReview

from .joined import group_session, possible

UNTOUCHED = (AppendOnly, Session, SignIn, Letter)  # logs and letters tell of both, and who was signed in enters again


def dump() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    models = [model for model in apps.get_models() if not issubclass(model, UNTOUCHED)]
    return {m._meta.label: sorted(m._base_manager.order_by().values_list(), key=repr) for m in models}


class World:
    """One person registered twice, at random, in the UGEL of the cast."""

    def __init__(self, cast: Cast, random: Random) -> None:
        self.cast, self.random = cast, random
        self.companions = [cast.assignment.companion, cast.olga.companions.get()]
        self.places = [cast.jardin, self._place("9900008"), self._place("9900009")]
        self.sessions = [group_session(cast) for _n in range(3)]
        self.people = [self._person(number) for number in ("41000008", "41000009")]
        self._distinct()

    def _place(self, code: str) -> Institution:
        alike = {"kind": "kindergarten", "level_code": "A2", "ugel": self.cast.ugel, "cycle": "II", "area": "urban"}
        return Institution.objects.create(modular_code=code, name=f"Jardín {code}", **alike)

    def _maybe(self) -> bool:
        return self.random.random() < 0.5

    def _person(self, number: str) -> Teacher:
        teacher = Teacher.objects.create(
            document_number=number,
            first_names=self.random.choice(["Rosa", "ROSA", "Rosa Luz"]),
            last_names=self.random.choice(["Quispe", "QUISPE"]),
            kind="classroom",
            phone=self.random.choice(["", f"9{number}"]),
            email=self.random.choice(["", f"r{number}@example.org"]),
            user=self._account(number) if self._maybe() else None,
        )
        for n in range(self.random.randint(1, 3)):
            self._post(teacher, lasts=n == 0)  # joining is for people who are here
        for session in self.sessions:
            if self._maybe():
                status = self.random.choice(Attendance.Status.values)
                Attendance.objects.create(session=session, teacher=teacher, status=status)
                Commitment.objects.create(session=session, teacher=teacher, action="Leer", due_on=self.cast.today)
        for _n in range(self.random.randint(0, 2)):
            by = {"requested_by": self.cast.berta, "campaign": self.cast.campaign}
            ReportJob.objects.create(kind="follow_up_plan", teacher=teacher, status="done", **by)
        if self._maybe():
            MergedRecord.objects.create(former_id=uuid.uuid4(), kept=teacher, name="Otra", by=self.cast.berta)
        return teacher

    def _account(self, number: str) -> User:
        account = person(self.random.choice([number, f"7{number[1:]}"]), "Rosa", "De antes")
        if self._maybe():
            account.last_login = timezone.now() - timedelta(days=self.random.randint(1, 90), microseconds=123)
            account.email = f"c{number}@example.org"
            account.set_password("una clave de antes")
            account.save()
            EmailAddress.objects.create(user=account, email=account.email, primary=True)
            Authenticator.objects.create(user=account, type="totp", data={"secret": number})
            SocialAccount.objects.create(user=account, provider="oidc", uid=number, extra_data={"sub": number})
        if self._maybe():
            give_one_time_codes(by=self.cast.berta, accounts=[account])
        return account

    def _post(self, teacher: Teacher, *, lasts: bool) -> None:
        starts = self.cast.today - timedelta(days=self.random.randint(60, 190))
        post = Post.objects.create(
            teacher=teacher,
            institution=self.random.choice(self.places),
            section=self.random.choice(["Girasoles", ""]),
            ages=self.random.choice([[], [3, 4]]),
            cycle="II",
            starts_on=starts,
            ends_on=None if lasts else self.random.choice([None, starts + timedelta(days=50)]),
        )
        for companion in self.random.sample(self.companions, self.random.randint(0, 2)):
            dates = {"starts_on": post.starts_on, "ends_on": post.ends_on}
            alike = {"campaign": self.cast.campaign, "visits_owed": self.random.randint(1, 8), "modality": "external"}
            assignment = Assignment.objects.create(companion=companion, post=post, **alike, **dates)
            if self._maybe():
                visit = self.cast.closed_visit(assignment=assignment)
                for agreed in Commitment.objects.filter(teacher=teacher).exclude(visit=visit)[:1]:
                    CommitmentReview.objects.create(visit=visit, commitment=agreed, verdict="partly")

    def _distinct(self) -> None:
        for teacher in self.people:
            if self._maybe():
                first, second = pair_of(teacher.pk, self.cast.tania.pk)
                DistinctPeople.objects.create(first_id=first, second_id=second, by=self.cast.berta)

    def choices(self, both: Possible) -> Choices:
        """Any answers that the page would take."""

        def answer(name: str) -> str:
            return both.forced[name].answer if name in both.forced else self.random.choice([KEPT, MERGED])

        compared = both.comparison
        sides = {KEPT: compared.kept.teacher, MERGED: compared.merged.teacher}
        values = {name: getattr(sides[answer(name)], name) for name in VALUES}
        document = sides[answer("document")]
        values |= {name: getattr(document, name) for name in DOCUMENT_FIELDS}
        asked = [clash.merged.pk for clash in compared.clashes if clash.merged.pk not in both.forced_posts]
        return Choices(
            person=TeacherData(**values),
            account=answer("account"),
            posts={pk: self.random.choice([KEPT, MERGED, BOTH]) for pk in asked},
            once={str(one.merged.pk): self.random.choice([KEPT, MERGED]) for one in compared.doubled},
        )


def rolled_back() -> Iterator[None]:
    """Within the block, whatever is written is taken back at its end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# Without shrinking, which would take minutes of database: what fails is told by its seed.
@settings(
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    max_examples=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(random=st.randoms(use_true_random=False))
def test_joined_and_parted_everything_is_as_before(cast: Cast, random: Random) -> None:
    for _once in rolled_back():
        world = World(cast, random)
        both = possible(cast, *world.people)
        assert both.obstacles == []
        before, by = dump(), both.by
        choices, seen = world.choices(both), both.comparison.fingerprint
        merge_people(by=by, one=world.people[0], other=world.people[1], choices=choices, seen=seen)
        joined = dump()
        assert len(joined["accompaniment.Teacher"]) == len(before["accompaniment.Teacher"]) - 1
        undo_merge(by=by, record=MergedRecord.objects.get(undo__isnull=False))
        assert dump() == before
