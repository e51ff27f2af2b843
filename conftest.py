"""The shared cast: two UGELs and everyone who may, and may not, open a page."""

from __future__ import annotations

import gc
import json
import sys
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.db.models.sql import InsertQuery
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from accompaniment.models import (
    Assignment,
    Campaign,
    Companion,
    Cycle,
    Institution,
    Phase,
    PhaseDates,
    Post,
    Region,
    Role,
    Target,
    Teacher,
    Ugel,
    User,
)
from rubrics.instruments.published import forget_versions
from rubrics.instruments.services.loading import load_instrument, load_shipped
from rubrics.models import InstrumentVersion
from visits.models import Commitment, Dialogue, FieldNote, Score, Visit

pytest_plugins = [
    "accompaniment.tests.at_once",
    "accompaniment.tests.browser",
    "accompaniment.tests.database",
    "accompaniment.tests.lines",
    "accompaniment.tests.mail_server",
    "accompaniment.tests.installations",
    "accompaniment.tests.selection",
    "accompaniment.tests.sent_files",
    "accompaniment.tests.worker",
]

INSTRUMENTS = Path(__file__).parent / "rubrics" / "data"
PASSWORD = "una clave bien larga"


def person(document: str, first_name: str, last_name: str, **fields: Any) -> User:
    """An account whose password nobody has set yet: hashing one for each of the cast would slow every test."""
    user = User(username=document, first_name=first_name, last_name=last_name, **fields)
    user.set_unusable_password()
    user.save()
    return user


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Spare a short run two seconds: hypothesis' plugin loads all of hypothesis to sum up, were it used or not."""
    if "hypothesis" not in sys.modules:
        session.config.pluginmanager.unregister(name="hypothesispytest")


def pytest_collection_finish() -> None:
    """Spare a run a twentieth of its work: the collector of garbage need not walk all that was loaded each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 20)


def pytest_unconfigure() -> None:
    """Spare it another third of a second: Python's last collection of garbage walks everything that was ever loaded."""
    gc.freeze()


@pytest.fixture(autouse=True)
def versions_of_this_test() -> None:
    """Each test's database numbers its instruments from 1 again."""
    forget_versions()


@pytest.fixture(autouse=True)
def patient_with_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside other tests a small file may take longer than a page waits for it."""
    monkeypatch.setattr("accompaniment.lib.tables.limits.AT_ONCE", 5)


@dataclass
class Cast:
    """Everyone by first name. Ana accompanies Tania (jardín) and Petra (PRONOEI) in the UGEL that Berta keeps."""

    today: date
    region: Region
    ugel: Ugel
    other_ugel: Ugel
    jardin: Institution
    pronoei: Institution
    other_jardin: Institution
    campaign: Campaign
    ana: User  # external companion of Tania and Petra
    olga: User  # companion in the same UGEL, of nobody here
    elena: User  # was Tania's companion until yesterday
    berta: User  # specialist of the UGEL
    carla: User  # specialist of the other UGEL
    diana: User  # director of the jardín
    dora: User  # was its director until yesterday
    rita: User  # regional reader
    nora: User  # national reader
    alma: User  # administrator
    tania: Teacher  # classroom teacher, with an account
    petra: Teacher  # promoter, with an account
    assignment: Assignment  # Ana -> Tania
    promoter_assignment: Assignment  # Ana -> Petra
    version: InstrumentVersion  # ciclo II
    promoter_version: InstrumentVersion

    def visit(self, *, assignment: Assignment | None = None, **fields: Any) -> Visit:
        """A visit in progress of Ana's, by default to Tania, without anything written in it."""
        assignment = assignment or self.assignment
        post = assignment.post
        number = assignment.visits.count() + 1
        is_promoter = post.teacher.kind == Teacher.Kind.PROMOTER
        defaults: dict[str, Any] = {
            "campaign": assignment.campaign,
            "companion": assignment.companion,
            "teacher": post.teacher,
            "post": post,
            "institution": post.institution,
            "ugel": post.institution.ugel,
            "version": self.promoter_version if is_promoter else self.version,
            "phase": Phase.DIAGNOSTIC if number == 1 else Phase.PROCESS,
            "number": number,
            "visited_on": self.today - timedelta(days=10 - number),
            "starts_at": time(9, 0),
            "ends_at": time(11, 30),
            "revision": 1,
        }
        return Visit.objects.create(assignment=assignment, **{**defaults, **fields})

    def closed_visit(self, *, levels: list[int] | None = None, **fields: Any) -> Visit:
        """A closed visit with a level in every criterion, one note, a dialogue and one open commitment."""
        visit = self.visit(**{"status": Visit.Status.CLOSED, "closed_at": timezone.now(), **fields})
        criteria = list(visit.version.criteria.all())
        levels = levels or [(n % 3) + 1 for n in range(len(criteria))]
        Score.objects.bulk_create(
            Score(visit=visit, criterion=c, value=v, evidence="Lo que se vio en el aula.")
            for c, v in zip(criteria, levels, strict=True)
        )
        FieldNote.objects.create(visit=visit, text="Las niñas y los niños eligen su sector.", noted_at=time(9, 20))
        Dialogue.objects.create(visit=visit, strengths="Escucha con calma.", needs="Preguntas más abiertas.")
        Commitment.objects.create(
            visit=visit,
            teacher=visit.teacher,
            criterion=criteria[1],
            action="Hacer dos preguntas abiertas en cada actividad.",
            evidence_expected="Cuaderno de planificación",
            due_on=self.today + timedelta(days=20),
        )
        return visit


COLLEAGUES = [
    ("Ana", "Quispe"),
    ("Olga", "Ramos"),
    ("Elena", "Soto"),
    ("Berta", "Mamani"),
    ("Carla", "Huamán"),
    ("Diana", "Núñez"),
    ("Dora", "Paz"),
    ("Rita", "Luna"),
    ("Nora", "Vega"),
    ("Alma", "Ríos"),
]


@dataclass(frozen=True)
class CastMaker:
    """Makes the cast once; for each test its rows are put back as they were, which takes a tenth of the time."""

    cast: Cast
    inserts: list[tuple[str, Any]]

    def make(self) -> Cast:
        if self.cast.today != timezone.localdate():
            return make_cast()
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                for statement, values in self.inserts:
                    cursor.execute(statement, values)
        except IntegrityError:  # the test itself has made rows before, with the same keys
            return make_cast()
        return deepcopy(self.cast)


@pytest.fixture(scope="session")
def cast_maker(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> CastMaker:
    with django_db_blocker.unblock(), transaction.atomic():
        cast = make_cast()
        inserts = [insert_of(rows) for model in apps.get_models() if (rows := rows_made(model))]
        transaction.set_rollback(True)
    return CastMaker(cast, inserts)


def rows_made(model: type[Model]) -> list[Model]:
    """Every row of a table of ours: the test database begins with none."""
    ours = model.__module__.split(".")[0] in {"accompaniment", "rubrics", "visits", "reports"}
    return list(model._base_manager.all()) if ours and not model._meta.proxy else []


def insert_of(rows: list[Model]) -> tuple[str, Any]:
    query = InsertQuery(type(rows[0]))
    query.insert_values(rows[0]._meta.concrete_fields, rows, raw=True)
    [statement] = query.get_compiler(connection.alias).as_sql()
    return statement


@pytest.fixture
def cast(db: None, cast_maker: CastMaker) -> Cast:
    return cast_maker.make()


@pytest.fixture
def shipped(db: None) -> None:
    """Every instrument that comes with the project; the cast needs only two."""
    load_shipped()


def make_cast() -> Cast:
    today = timezone.localdate()
    long_ago = today - timedelta(days=200)
    territory = make_territory()
    users = {first.lower(): person(f"400000{n:02}", first, last) for n, (first, last) in enumerate(COLLEAGUES)}
    give_roles(users, territory, since=long_ago)
    campaign = make_campaign(territory["ugel"], today, since=long_ago)
    companions = {
        name: Companion.objects.create(
            user=users[name], ugel=territory["ugel"], kind=Companion.Kind.EXTERNAL, starts_on=long_ago
        )
        for name in ("ana", "olga", "elena")
    }
    tania = teacher_at(territory["jardin"], "Tania", "Flores", "41000001", Teacher.Kind.CLASSROOM, since=long_ago)
    petra = teacher_at(territory["pronoei"], "Petra", "Muñoz", "41000002", Teacher.Kind.PROMOTER, since=long_ago)
    of_tania, of_petra = (assign(companions["ana"], post, campaign, since=long_ago) for post in (tania, petra))
    assign(companions["elena"], tania, campaign, since=long_ago, ends_on=today - timedelta(days=1))
    versions = {
        code: load_instrument(json.loads((INSTRUMENTS / f"{code}.json").read_text(encoding="utf-8")))
        for code in ("aula-ciclo-ii", "guia-pronoei")
    }
    return Cast(
        today=today,
        **territory,
        campaign=campaign,
        **users,
        tania=tania.teacher,
        petra=petra.teacher,
        assignment=of_tania,
        promoter_assignment=of_petra,
        version=versions["aula-ciclo-ii"],
        promoter_version=versions["guia-pronoei"],
    )


def make_territory() -> dict[str, Any]:
    """A region of two UGELs: a jardín and a PRONOEI in the first, a jardín in its neighbour."""
    region = Region.objects.create(name="DRE Prueba")
    ugel = Ugel.objects.create(code="990001", name="UGEL Prueba", region=region)
    other_ugel = Ugel.objects.create(code="990002", name="UGEL Vecina", region=region)
    kinds = Institution.Kind
    rows = {
        "jardin": ("9900001", "Jardín Los Cóndores", kinds.KINDERGARTEN, "A2", ugel, "urban"),
        "pronoei": ("9900002", "PRONOEI Semillitas", kinds.PRONOEI, "A5", ugel, "rural"),
        "other_jardin": ("9900003", "Jardín de la otra UGEL", kinds.KINDERGARTEN, "A2", other_ugel, "urban"),
    }
    institutions = {
        key: Institution.objects.create(
            modular_code=code, name=name, kind=kind, level_code=level, ugel=of, cycle=Cycle.SECOND, area=area
        )
        for key, (code, name, kind, level, of, area) in rows.items()
    }
    return {"region": region, "ugel": ugel, "other_ugel": other_ugel, **institutions}


def make_campaign(ugel: Ugel, today: date, *, since: date) -> Campaign:
    """An open campaign of three phases, a hundred days each, with today in the last one."""
    campaign = Campaign.objects.create(
        ugel=ugel,
        year=today.year,
        starts_on=since,
        ends_on=today + timedelta(days=100),
        letterhead="Gobierno Regional de Prueba\nDRE Prueba\nUGEL Prueba",
        slogan="Año de las pruebas",
    )
    third = timedelta(days=100)
    for n, phase in enumerate(Phase):
        starts = since + n * third
        PhaseDates.objects.create(
            campaign=campaign, phase=phase, starts_on=starts, ends_on=starts + third - timedelta(days=1)
        )
    for kind, visits in ((Teacher.Kind.CLASSROOM, 6), (Teacher.Kind.PROMOTER, 8)):
        Target.objects.create(campaign=campaign, teacher_kind=kind, times=visits)
    return campaign


def give_roles(users: dict[str, User], territory: dict[str, Any], *, since: date) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    for name, kind, scope in (
        ("berta", Role.Kind.SPECIALIST, {"ugel": territory["ugel"]}),
        ("carla", Role.Kind.SPECIALIST, {"ugel": territory["other_ugel"]}),
        ("diana", Role.Kind.DIRECTOR, {"institution": territory["jardin"]}),
        ("dora", Role.Kind.DIRECTOR, {"institution": territory["jardin"], "ends_on": yesterday}),
        ("rita", Role.Kind.REGIONAL_READER, {"region": territory["region"]}),
        ("nora", Role.Kind.NATIONAL_READER, {}),
        ("alma", Role.Kind.ADMINISTRATOR, {}),
    ):
        Role.objects.create(user=users[name], kind=kind, starts_on=since, **scope)


def teacher_at(place: Institution, first: str, last: str, document: str, kind: str, *, since: date) -> Post:
    """Somebody new with an account, at her post."""
    teacher = Teacher.objects.create(
        document_number=document, first_names=first, last_names=last, kind=kind, user=person(document, first, last)
    )
    return Post.objects.create(
        teacher=teacher, institution=place, section="Aula única", ages=[4, 5], cycle="II", starts_on=since
    )


def assign(companion: Companion, post: Post, campaign: Campaign, *, since: date, **dates: date) -> Assignment:
    return Assignment.objects.create(
        companion=companion,
        post=post,
        campaign=campaign,
        modality=Assignment.Modality.EXTERNAL,
        visits_owed=6,
        starts_on=since,
        **dates,
    )
