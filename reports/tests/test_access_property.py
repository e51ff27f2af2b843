"""For worlds drawn at random: what anybody reaches by URL is what `visible_to` says, and both are what design says.

In them people come, leave, move from one UGEL to another and are joined; accounts are made by one UGEL and tied in
another. Of those without a link of today nobody reads or writes today's data.

`Oracle` is written from the table of roles alone, in plain Python over plain lists, to disagree with the queries
wherever they are wrong.
"""

from __future__ import annotations

import json
import logging
import random
import uuid
from datetime import date, timedelta
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from accompaniment.accounts.charge import may_hand_link
from accompaniment.models import (
    Assignment,
    Campaign,
    Companion,
    Institution,
    MergedRecord,
    Post,
    Region,
    Role,
    Teacher,
    Ugel,
    User,
)
from accompaniment.people.forms import TeacherForm
from conftest import INSTRUMENTS, person
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
from reports.documents.models.documents import Document
from reports.documents.models.jobs import ReportJob
from rubrics.instruments.services.loading import load_instrument
from visits.models import Contact, Visit

K = Role.Kind
SAMPLE = 3  # of each kind of thing, that each person asks for by URL


class World(SimpleNamespace):
    """Three UGELs in two regions; people with any number of roles, of yesterday, today and tomorrow."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.dice = random.Random(seed)  # noqa: S311
        self.today = timezone.localdate()
        regions = [Region.objects.create(name=f"DRE {seed} {n}") for n in range(2)]
        self.ugels = [
            Ugel.objects.create(code=f"98{seed:02}{n:02}", name=f"UGEL {n}", region=regions[n % 2]) for n in range(3)
        ]
        self.institutions = [
            Institution.objects.create(
                modular_code=f"98{seed:02}{n:03}", name=f"Jardín {n}", kind="jardin", level_code="A2", ugel=ugel
            )
            for n, ugel in enumerate(self.ugels * 2)
        ]
        self.campaigns = [
            Campaign.objects.create(
                ugel=u, year=self.today.year, starts_on=self.ago(99), ends_on=self.ago(-99), letterhead="x"
            )
            for u in self.ugels
        ]
        self.make_people(seed)
        self.make_work(regions)
        self.make_records()
        self.make_joined()

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def dates(self) -> dict[str, date | None]:
        """From a day to a day: over, running to its last day or without end, or still to begin."""
        choices = [(90, 1), (90, 0), (90, None), (0, None), (0, 0), (-1, None), (-5, -9), (9, None), (50, -50)]
        starts, ends = self.dice.choice(choices)
        return {"starts_on": self.ago(starts), "ends_on": None if ends is None else self.ago(ends)}

    def make_people(self, seed: int) -> None:
        self.workers = [person(f"97{seed:02}{n:04}", f"P{n}", "Quispe") for n in range(8)]
        self.teachers, self.posts = [], []
        for n in range(8):
            document = f"96{seed:02}{n:04}"
            user = self.dice.choice([person(document, f"T{n}", "Flores"), None, self.dice.choice(self.workers)])
            if user and any(teacher.user == user for teacher in self.teachers):
                user = None
            teacher = Teacher.objects.create(
                document_number=document, first_names=f"T{n}", last_names="Flores", kind="classroom", user=user,
                phone=f"9{seed:02}{n:06}",
            )  # fmt: skip
            self.teachers.append(teacher)
            self.make_posts(teacher)
        self.users = list(User.objects.filter(username__startswith="97") | User.objects.filter(teacher__isnull=False))

    def make_posts(self, teacher: Teacher) -> None:
        """Whoever moved, or left, worked at the first place until some days ago and at the others since."""
        places = self.dice.sample(self.institutions, self.dice.choice([1, 1, 2, 2]))
        left = self.ago(self.dice.choice([1, 20])) if self.dice.random() < 0.5 else None
        for n, place in enumerate(places):
            days = self.dates()
            if left:
                days = (
                    {"starts_on": left + timedelta(1), "ends_on": None}
                    if n
                    else {"starts_on": self.ago(90), "ends_on": left}
                )
            self.posts.append(Post.objects.create(teacher=teacher, institution=place, cycle="II", **days))

    def some_people(self, oracle: Oracle) -> list[Teacher]:
        """A few, most of them in sight of whoever the oracle speaks of, one of them to be written, if any are."""
        seen = [teacher for teacher in self.teachers if oracle.teacher(teacher)]
        others = [teacher for teacher in self.teachers if teacher not in seen]
        managed = [teacher for teacher in seen if oracle.managed(teacher)][:1]
        few = self.dice.sample(seen, min(2, len(seen))) + self.dice.sample(others, min(1, len(others)))
        return managed + [teacher for teacher in few if teacher not in managed]

    def make_joined(self) -> None:
        self.joined = [
            MergedRecord.objects.create(former_id=uuid.uuid4(), kept=teacher, name="x", by=self.workers[0])
            for teacher in self.dice.sample(self.teachers, 2)
        ]

    def make_work(self, regions: list[Region]) -> None:
        scopes = {
            K.DIRECTOR: lambda: {"institution": self.dice.choice(self.institutions)},
            K.SPECIALIST: lambda: {"ugel": self.dice.choice(self.ugels)},
            K.SAFEGUARDING: lambda: {"ugel": self.dice.choice(self.ugels)},
            K.REGIONAL_READER: lambda: {"region": self.dice.choice(regions)},
            K.NATIONAL_READER: dict,
            K.ADMINISTRATOR: dict,
        }
        self.roles = []
        for _n in range(9):
            kind = self.dice.choice([*scopes, K.SPECIALIST])
            self.roles.append(
                Role.objects.create(user=self.dice.choice(self.workers), kind=kind, **scopes[kind](), **self.dates())
            )
        self.companions = [
            Companion.objects.create(
                user=self.dice.choice(self.users), ugel=self.dice.choice(self.ugels), kind="external", **self.dates()
            )
            for _n in range(6)
        ]
        pairs = self.dice.sample([(one, post) for one in self.companions for post in self.posts], 10)
        self.assignments = [
            Assignment.objects.create(
                companion=companion,
                post=post,
                campaign=next(c for c in self.campaigns if c.ugel_id == post.institution.ugel_id),
                modality="external",
                visits_owed=3,
                **self.dates(),
            )
            for companion, post in pairs
        ]

    def make_records(self) -> None:
        version = load_instrument(json.loads((INSTRUMENTS / "aula-ciclo-ii.json").read_text(encoding="utf-8")))
        self.visits, self.contacts, self.documents, self.jobs = [], [], [], []
        for number, assignment in enumerate(self.assignments):
            post = assignment.post
            about = {"campaign": assignment.campaign, "teacher": post.teacher}
            place = {"institution": post.institution, "ugel": post.institution.ugel}
            for n, status in enumerate(self.dice.sample(list(Visit.Status), 2), 1):
                self.visits.append(
                    Visit.objects.create(
                        assignment=assignment,
                        companion=assignment.companion,
                        post=post,
                        version=version,
                        phase="process",
                        number=n,
                        visited_on=self.ago(5),
                        status=status,
                        **about,
                        **place,
                    )
                )
            closed_at = timezone.now() if number % 3 else None
            mine = {"assignment": assignment, "companion": assignment.companion, "closed_at": closed_at}
            self.contacts.append(Contact.objects.create(contacted_on=self.ago(4), **mine, **about, **place))
            by = self.dice.choice(self.users)
            kind = FOLLOW_UP_PLAN.code
            self.jobs.append(ReportJob.objects.create(kind=kind, requested_by=by, status="failed", **about))
            self.documents.append(
                Document.objects.create(
                    kind=kind, year=2026, number=number + 1, snapshot={}, file=ContentFile(b"%PDF", "plan.pdf"),
                    sha256=sha256(b"%PDF").hexdigest(), issued_by=by, issued_at=timezone.now(), **about, **place,
                )
            )  # fmt: skip


class Oracle:
    """What design says that a person reaches today."""

    def __init__(self, world: World, user: User) -> None:
        def live(row: Any) -> bool:
            return row.starts_on <= world.today and (row.ends_on is None or world.today <= row.ends_on)

        roles = [role for role in world.roles if role.user == user and live(role)]
        works = [companion for companion in world.companions if companion.user == user and live(companion)]
        charge = [a for a in world.assignments if a.companion in works and live(a) and live(a.post)]
        self.ugels_kept = [role.ugel for role in roles if role.kind == K.SPECIALIST]
        self.directed = [role.institution for role in roles if role.kind == K.DIRECTOR]
        self.regions = [role.region for role in roles if role.kind == K.REGIONAL_READER]
        self.is_national = any(role.kind == K.NATIONAL_READER for role in roles)
        self.is_administrator = any(role.kind == K.ADMINISTRATOR for role in roles)
        self.own = [teacher for teacher in world.teachers if teacher.user == user]
        self.posts_in_charge = [a.post for a in charge]
        self.teachers_in_charge = [a.post.teacher for a in charge]
        self.places_in_charge = [a.post.institution for a in charge]
        self.ugels_worked = [companion.ugel for companion in works]
        self.works, self.world, self.user = works, world, user

    def keeps(self, place: Institution) -> bool:
        return place.ugel in self.ugels_kept or place in self.directed

    def teacher(self, teacher: Teacher) -> bool:
        hers = any(self.keeps(post.institution) for post in self.world.posts if post.teacher == teacher)
        return teacher in self.own or teacher in self.teachers_in_charge or hers

    def lasts(self, row: Any) -> bool:
        """In force, or still to begin."""
        return row.ends_on is None or self.world.today <= row.ends_on

    def posts_of(self, teacher: Teacher) -> list[Post]:
        return [post for post in self.world.posts if post.teacher == teacher]

    def known(self, teacher: Teacher) -> bool:
        """Whether today's data are for this person to read."""
        here = any(self.lasts(post) and self.keeps(post.institution) for post in self.posts_of(teacher))
        return teacher in self.own or teacher in self.teachers_in_charge or here

    def managed(self, teacher: Teacher) -> bool:
        """Whether they are for this person to write."""
        posts = self.posts_of(teacher)
        return any(self.lasts(post) and post.institution.ugel in self.ugels_kept for post in posts)

    def hands_way_in(self, account: User) -> bool:
        """Whether this person alone, or an administrator, answers for all that an account opens."""
        if account == self.user or self.is_administrator:
            return account != self.user
        roles = [role for role in self.world.roles if role.user == account]
        works = [work for work in self.world.companions if work.user == account]
        posts = [post for post in self.world.posts if post.teacher.user == account]
        of_ugels = [
            role.ugel if role.kind == K.SAFEGUARDING else role.institution and role.institution.ugel for role in roles
        ]
        of_ugels += [work.ugel for work in works] + [post.institution.ugel for post in posts]
        return all(ugel in self.ugels_kept for ugel in of_ugels) and any(map(self.lasts, [*roles, *works, *posts]))

    def post(self, post: Post) -> bool:
        return post.teacher in self.own or post in self.posts_in_charge or self.keeps(post.institution)

    def institution(self, place: Institution) -> bool:
        return self.is_administrator or self.keeps(place) or place in self.places_in_charge

    def ugel(self, ugel: Ugel) -> bool:
        inside = ugel in self.ugels_kept or ugel in self.ugels_worked or ugel in [p.ugel for p in self.directed]
        return self.is_administrator or inside or self.figures(ugel)

    def figures(self, ugel: Ugel) -> bool:
        return ugel in self.ugels_kept or self.is_national or ugel.region in self.regions

    def campaign(self, campaign: Campaign) -> bool:
        return self.ugel(campaign.ugel)

    def visit(self, visit: Visit) -> bool:
        is_yet_to_begin = visit.status in Visit.AHEAD and visit.assignment.starts_on > timezone.localdate()
        if visit.companion.user == self.user and not is_yet_to_begin:
            return True  # her own, even while she writes it, and whatever has ended since
        if visit.status == Visit.Status.IN_PROGRESS:
            return False
        about_hers = visit.teacher in self.own or visit.teacher in self.teachers_in_charge
        return about_hers or self.keeps(visit.institution)

    def contact(self, contact: Contact) -> bool:
        if contact.companion.user == self.user:
            return True
        about_hers = contact.teacher in self.own or contact.teacher in self.teachers_in_charge
        return contact.closed_at is not None and (about_hers or self.keeps(contact.institution))

    def document(self, document: Document) -> bool:
        about_hers = document.teacher in self.own or document.teacher in self.teachers_in_charge
        return about_hers or self.keeps(document.institution)

    def job(self, job: ReportJob) -> bool:
        return job.requested_by == self.user and self.teacher(job.teacher)


KINDS = {
    "visit": (Visit, "visits"),
    "contact": (Contact, "contacts"),
    "teacher": (Teacher, "teachers"),
    "post": (Post, "posts"),
    "institution": (Institution, "institutions"),
    "ugel": (Ugel, "ugels"),
    "campaign": (Campaign, "campaigns"),
    "document": (Document, "documents"),
    "job": (ReportJob, "jobs"),
}
# The page of a thing, and what opens it where that is less than seeing the thing.
PAGES: list[tuple[str, str, str, Any]] = [
    ("visit", "visits:detail", "visit_id", None),
    ("contact", "visits:contact", "contact_id", None),
    ("teacher", "visits:teacher", "teacher_id", None),
    ("institution", "institution", "institution_id", None),
    ("campaign", "campaign", "campaign_id", None),
    ("document", "reports:document", "document_id", None),
    ("document", "reports:document_file", "document_id", None),
    ("job", "reports:job", "job_id", None),
    ("job", "reports:job_progress", "job_id", None),
    ("institution", "reports:institution", "institution_id", Oracle.keeps),
    ("ugel", "reports:ugel", "ugel_id", Oracle.figures),
]


@pytest.mark.parametrize("seed", range(6))
def test_visible_to_is_what_design_says(db: None, seed: int) -> None:
    world = World(seed)
    people = Teacher.objects
    for user in world.users:
        oracle, again = Oracle(world, user), User.objects.get(pk=user.pk)
        for name, (model, things) in KINDS.items():
            mine = {thing.pk for thing in getattr(world, things)}
            seen = set(model.objects.visible_to(again).values_list("pk", flat=True)) & mine
            assert seen == {t.pk for t in getattr(world, things) if getattr(oracle, name)(t)}, (seed, str(user), name)
        for name, found in (("known", people.known_to(again)), ("managed", people.managed_by(again))):
            expected = {t.pk for t in world.teachers if getattr(oracle, name)(t)}
            assert set(found.values_list("pk", flat=True)) == expected, (seed, str(user), name)
        for account in world.dice.sample(world.users, SAMPLE):
            handed = bool(may_hand_link(again, account))
            assert handed is oracle.hands_way_in(account), (seed, str(user), str(account))


@pytest.mark.parametrize("seed", [11])
def test_a_url_opens_what_visible_to_says(db: None, client: Any, monkeypatch: Any, seed: int) -> None:
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    world = World(seed)
    opened = 0
    for user in world.users:
        client.force_login(user)
        oracle = Oracle(world, user)
        for name, route, argument, opens in PAGES:
            things = getattr(world, KINDS[name][1])
            for thing in world.dice.sample(things, min(SAMPLE, len(things))):
                status = client.get(reverse(route, kwargs={argument: thing.pk})).status_code
                may = (opens or getattr(Oracle, name))(oracle, thing)
                assert (status == 200) is may, (seed, str(user), route, status)
                assert status in (200, 403, 404), (seed, str(user), route)
                opened += may
    assert opened > 20  # a world in which nobody opens anything proves nothing


@pytest.mark.parametrize("seed", [11, 13])
def test_todays_data_are_read_and_written_by_a_link_of_today(
    db: None, client: Any, monkeypatch: Any, seed: int
) -> None:
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    world = World(seed)
    read = written = refused = 0
    for user in world.users:
        client.force_login(user)
        oracle = Oracle(world, user)
        known = {teacher.phone for teacher in world.teachers if oracle.known(teacher)}
        exported = client.get(reverse("people_export"), {"format": "csv"})
        assert (exported.status_code == 200) is bool(oracle.ugels_kept)
        if exported.status_code == 200:
            told = b"".join(exported.streaming_content).decode()
            assert {t.phone for t in world.teachers if t.phone in told} == known, (seed, str(user))
        for teacher in world.some_people(oracle):
            page = client.get(reverse("visits:teacher", args=[teacher.pk])).content.decode()
            assert (teacher.phone in page) is (teacher.phone in known), (seed, str(user), str(teacher))
            read += teacher.phone in known
            may, was = oracle.managed(teacher), teacher.mother_tongue
            typed = {**TeacherForm.initial_of(teacher), "mother_tongue": f"lengua {read} {written}"}
            status = client.post(reverse("teacher_edit", args=[teacher.pk]), typed).status_code
            assert status == (302 if may else 403 if oracle.teacher(teacher) else 404), (seed, str(user), str(teacher))
            teacher.refresh_from_db(fields=["mother_tongue"])
            assert (teacher.mother_tongue != was) is may
            written, refused = written + may, refused + (not may and oracle.teacher(teacher))
        for row in world.joined:
            followed = client.get(reverse("visits:teacher", args=[row.former_id])).status_code
            assert followed == (302 if oracle.teacher(row.kept) else 404), (seed, str(user))
    assert read and written and refused  # a world without one of these proves little
