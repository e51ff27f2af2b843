"""The invented people: accounts, roles, companions, teachers and promoters with their posts and assignments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password

from accompaniment.lib.search import search_key
from accompaniment.models import Assignment, Companion, Institution, Post, Role, Teacher, User

from . import logins
from .calendar import CampaignYear
from .ids import new_id
from .territory import Territory, visits_owed
from .texts import bank

FIRST_DOCUMENT = 90000101
CHANGING_PROGRAMME = 6  # the one whose promoter leaves during the year
DEMO_SCHOOL = 2  # the jardín of the demonstration director: three teachers, accompanied from outside


@dataclass
class People:
    """Everyone, gathered in lists so that each table is written at once."""

    rng: Random
    year: CampaignYear
    territory: Territory
    names: Iterator[tuple[str, str]] = field(init=False)
    documents: Iterator[str] = field(init=False)
    users: list[User] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    companions: dict[str, Companion] = field(default_factory=dict)
    teachers: list[Teacher] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    last_assignments: list[Assignment] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names = _names(self.rng)
        self.documents = (str(number) for number in range(FIRST_DOCUMENT, FIRST_DOCUMENT + 900))
        self.usable = make_password(logins.PASSWORD)  # hashed once: it is slow on purpose
        self.unusable = make_password(None)

    @property
    def since(self) -> date:
        return self.year.before().whole.starts_on

    def user(self, document: str, first_name: str, last_name: str) -> User:
        """An account; only those of `demo_logins` have a password."""
        may_sign_in = document < str(FIRST_DOCUMENT)
        user = User(
            username=document,
            first_name=first_name,
            last_name=last_name,
            search_name=search_key(f"{last_name} {first_name}"),
            password=self.usable if may_sign_in else self.unusable,
        )
        self.users.append(user)
        return user

    def somebody(self, document: str | None = None) -> User:
        return self.user(document or next(self.documents), *next(self.names))

    def role(self, user: User, kind: str, **scope: Any) -> None:
        self.roles.append(Role(user=user, kind=kind, starts_on=self.since, **scope))

    def companion(self, key: str, user: User, kind: str) -> None:
        self.companions[key] = Companion(user=user, ugel=self.territory.ugel, kind=kind, starts_on=self.since)

    def teacher(self, kind: str, contract: str, user: User | None = None) -> Teacher:
        first, last = (user.first_name, user.last_name) if user else next(self.names)
        teacher = Teacher(
            id=new_id(self.rng),
            user=user,
            document_number=user.username if user else next(self.documents),
            first_names=first,
            last_names=last,
            search_name=search_key(f"{last} {first}"),
            kind=kind,
            contract=contract,
            mother_tongue=self.rng.choice(["castellano", "quechua", "quechua y castellano"]),
        )
        self.teachers.append(teacher)
        return teacher

    def post(self, teacher: Teacher, place: Institution, **fields: Any) -> Post:
        post = Post(teacher=teacher, institution=place, **{"starts_on": self.since, **fields})
        self.posts.append(post)
        return post

    def assign(self, key: str, post: Post, *, starts_on: date, ends_on: date | None = None) -> None:
        """Give the post to a companion this year and, when both were already there, also last year."""
        modality = Assignment.Modality.INTERNAL if key.startswith("internal") else Assignment.Modality.EXTERNAL
        owed = visits_owed(post.teacher.kind, post.institution.area)
        common = {"companion": self.companions[key], "post": post, "modality": modality}
        self.assignments.append(
            Assignment(
                **common,
                campaign=self.territory.campaign,
                visits_owed=owed if ends_on is None and starts_on == self.year.whole.starts_on else owed // 2,
                starts_on=starts_on,
                ends_on=ends_on,
            )
        )
        if key == "external-1":
            last = self.year.before().whole
            self.last_assignments.append(
                Assignment(
                    **common,
                    campaign=self.territory.last_campaign,
                    visits_owed=4,
                    starts_on=last.starts_on,
                    ends_on=last.ends_on,
                )
            )

    def save(self) -> None:
        User.objects.bulk_create(self.users)
        Role.objects.bulk_create(self.roles)
        Companion.objects.bulk_create(self.companions.values())
        Teacher.objects.bulk_create(self.teachers)
        Post.objects.bulk_create(self.posts)
        Assignment.objects.bulk_create([*self.last_assignments, *self.assignments])


def create_people(rng: Random, year: CampaignYear, territory: Territory) -> People:
    people = People(rng, year, territory)
    _office(people)
    _companions(people)
    for number, place in enumerate(territory.schools):
        _school(people, number, place)
    for number, place in enumerate(territory.programmes):
        _programme(people, number, place)
    people.save()
    return people


def _office(people: People) -> None:
    ugel = people.territory.ugel
    people.role(people.somebody(logins.SPECIALIST), Role.Kind.SPECIALIST, ugel=ugel)
    people.role(people.somebody(logins.REGIONAL_READER), Role.Kind.REGIONAL_READER, region=ugel.region)
    people.role(people.somebody(logins.NATIONAL_READER), Role.Kind.NATIONAL_READER)
    people.role(people.somebody(logins.ADMINISTRATOR), Role.Kind.ADMINISTRATOR)


def _companions(people: People) -> None:
    """Two external companions, two coordinators of PRONOEI, and a director and a delegate for their own school."""
    kinds = Companion.Kind
    for key, document, kind in (
        ("external-1", logins.EXTERNAL, kinds.EXTERNAL),
        ("external-2", None, kinds.EXTERNAL),
        ("coordinator-1", logins.COORDINATOR, kinds.COORDINATOR),
        ("coordinator-2", None, kinds.COORDINATOR),
        ("internal-1", logins.INTERNAL, kinds.INTERNAL),
        ("internal-2", None, kinds.INTERNAL),
    ):
        people.companion(key, people.somebody(document), kind)


def _school(people: People, number: int, place: Institution) -> None:
    """Its director and its classrooms; where there is one classroom the director teaches in it."""
    row = bank("places")["schools"][number]
    is_demo = number == DEMO_SCHOOL
    if row["by"] == "internal-1":
        director = people.companions["internal-1"].user
    else:
        director = people.somebody(logins.DIRECTOR if is_demo else None)
    people.role(director, Role.Kind.DIRECTOR, institution=place)
    for room in range(row["teachers"]):
        user = director if row["teachers"] == 1 else None
        if is_demo and room == 0:
            user = people.somebody(logins.TEACHER)
        contract = Teacher.Contract.HIRED if room else Teacher.Contract.TENURED
        teacher = people.teacher(Teacher.Kind.CLASSROOM, contract, user)
        post = people.post(teacher, place, **_room(row["kind"], room, row["teachers"]))
        people.assign(row["by"], post, starts_on=people.year.whole.starts_on)


def _room(kind: str, room: int, rooms: int) -> dict[str, Any]:
    if kind == "cuna" or (kind == "cuna_jardin" and room == 0):
        return {"section": ["Gateadores", "Caminantes"][room], "ages": [room, room + 1], "cycle": "I"}
    if rooms == 1:
        return {"section": "Aula única", "ages": [3, 4, 5], "cycle": "II"}
    ages = {2: [[3, 4], [5]], 3: [[3], [4], [5]]}[rooms][room]
    return {"section": ["Amarilla", "Verde", "Celeste"][room], "ages": ages, "cycle": "II"}


def _programme(people: People, number: int, place: Institution) -> None:
    """Its promoter, or the two that followed each other: a programme's history outlives its promoters."""
    key = f"coordinator-{1 + number // 10}"
    whole = people.year.whole
    user = people.somebody(logins.PROMOTER) if number == 0 else None
    room = {"section": "Aula única", "ages": [1, 2] if place.cycle == "I" else [3, 4, 5], "cycle": place.cycle}
    first = people.teacher(Teacher.Kind.PROMOTER, Teacher.Contract.VOLUNTEER, user)
    if number != CHANGING_PROGRAMME:
        people.assign(key, people.post(first, place, **room), starts_on=whole.starts_on)
        return
    left_on = people.year.process.parts(2)[0].ends_on
    came_on = left_on + timedelta(days=10)
    people.assign(key, people.post(first, place, **room, ends_on=left_on), starts_on=whole.starts_on, ends_on=left_on)
    second = people.teacher(Teacher.Kind.PROMOTER, Teacher.Contract.VOLUNTEER)
    people.assign(key, people.post(second, place, **room, starts_on=came_on), starts_on=came_on)


def _names(rng: Random) -> Iterator[tuple[str, str]]:
    """First names and two last names, no two people with the same ones."""
    given: set[tuple[str, str]] = set()
    names = bank("names")
    while True:
        first, last = rng.choice(names["first_names"]), " ".join(rng.sample(names["last_names"], 2))
        if (first, last) not in given:
            given.add((first, last))
            yield first, last
