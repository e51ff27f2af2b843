"""Lists of the whole country: 60,000 institutions, 100,000 people, each with a post, nine in ten with a companion.

An administrator reads those of institutions and of roles, all of them. Those of people and of companions are read by
a specialist who keeps seven usual UGELs, some 3,000 people: more than any UGEL has.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from .country import make_campaigns
from .figures import Row, row
from .load import Browser, Measured, Request, one_after_another
from .pages import BUDGET, count_queries
from .sessions import session_of

if TYPE_CHECKING:
    from accompaniment.models import Ugel, User

UGELS, INSTITUTIONS, PEOPLE, COMPANIONS, DIRECTORS = 220, 60_000, 100_000, 10_000, 40_000
KEPT = 7  # UGELs of the specialist
BATCH = 5_000
WARM, EACH = 3, 40
GOAL = 300  # ms, at the 95th percentile
SURNAMES = [
    "QUISPE",
    "MAMANI",
    "FLORES",
    "ROJAS",
    "MUÑOZ",
    "HUAMÁN",
    "SOTO",
    "VEGA",
    "NÚÑEZ",
    "CCORI",
    "ÑAUPARI",
    "PAZ",
    "LUNA",
    "RÍOS",
    "CONDORI",
    "SALAS",
]
GIVEN = [
    "ANA",
    "BERTA",
    "CARLA",
    "DIANA",
    "ELENA",
    "FLOR",
    "GLADYS",
    "HILDA",
    "INÉS",
    "JULIA",
    "LUZ",
    "MARÍA",
    "NORA",
    "OLGA",
    "PETRA",
    "ROSA",
    "SONIA",
    "TANIA",
]
PLACES = [
    "LOS NIÑOS",
    "SEMILLITAS",
    "SEÑOR DE LOS MILAGROS",
    "RAYITO DE SOL",
    "NIÑO DE PRAGA",
    "LOS GIRASOLES",
    "MI PEQUEÑO MUNDO",
]


@dataclass(frozen=True)
class Readers:
    administrator: User
    specialist: User


def make() -> Readers:
    """Fill the country; return who reads its lists."""
    from django.db import connection, connections, transaction

    from accompaniment.audit.actor import unrecorded

    began = time.monotonic()
    with unrecorded(), transaction.atomic():
        readers = _country(random.Random(2))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{INSTITUTIONS:,} institutions and {PEOPLE:,} people made in {time.monotonic() - began:.0f} s.", flush=True)
    connections.close_all()
    return readers


def _country(rng: random.Random) -> Readers:
    from accompaniment.models import Companion, Region, Role, Ugel, User

    region = Region.objects.create(name="DRE de las listas")
    ugels = Ugel.objects.bulk_create(Ugel(code=f"88{n:04}", name=f"UGEL {n}", region=region) for n in range(UGELS))
    campaign = make_campaigns(ugels)[0]
    readers = Readers(*(User.objects.create(username=f"8888888{n}", password="!") for n in range(2)))
    since = {"starts_on": campaign.starts_on}
    Role.objects.create(user=readers.administrator, kind=Role.Kind.ADMINISTRATOR, **since)
    Role.objects.bulk_create(
        Role(user=readers.specialist, kind=Role.Kind.SPECIALIST, ugel=ugel, **since) for ugel in ugels[:KEPT]
    )
    places = _each(_places(ugels))
    users = _each(_accounts(COMPANIONS + DIRECTORS, rng))
    companions = _each(
        Companion(user=users[n], ugel=ugels[n % UGELS], kind=Companion.Kind.EXTERNAL, **since)
        for n in range(COMPANIONS)
    )
    _each(
        Role(user=users[COMPANIONS + n], kind=Role.Kind.DIRECTOR, institution=places[n], **since)
        for n in range(DIRECTORS)
    )
    posts = _each(_posts(places, since, rng))
    _each(_assignments(posts, companions, campaign, since))
    return readers


def _each(rows: Iterator[Any]) -> list[Any]:
    made: list[Any] = []
    while batch := list(islice(rows, BATCH)):
        made += type(batch[0]).objects.bulk_create(batch)
    return made


def _places(ugels: list[Ugel]) -> Iterator[Any]:
    from accompaniment.lib.search import search_key
    from accompaniment.models import Institution

    for n in range(INSTITUTIONS):
        name = f"{n} {PLACES[n % len(PLACES)]}"
        yield Institution(
            modular_code=f"{8_000_000 + n}",
            name=name,
            search_name=search_key(name),
            kind=("jardin", "pronoei")[n % 2],
            level_code=("A2", "A5")[n % 2],
            cycle="II",
            area="rural" if n % 3 else "urban",
            place="CENTRO POBLADO",
            ugel=ugels[n % UGELS],
        )


def _accounts(count: int, rng: random.Random) -> Iterator[Any]:
    from accompaniment.lib.search import search_key
    from accompaniment.models import User

    for n in range(count):
        first, last = rng.choice(GIVEN), f"{rng.choice(SURNAMES)} {rng.choice(SURNAMES)}"
        search_name = search_key(f"{last} {first}")
        yield User(
            username=f"{60_000_000 + n}", first_name=first, last_name=last, search_name=search_name, password="!"
        )


def _posts(places: list[Any], since: dict[str, Any], rng: random.Random) -> Iterator[Any]:
    from accompaniment.lib.search import search_key
    from accompaniment.models import Post, Teacher

    people = _each(
        Teacher(
            document_number=f"{50_000_000 + n}",
            first_names=(first := rng.choice(GIVEN)),
            last_names=(last := f"{rng.choice(SURNAMES)} {rng.choice(SURNAMES)}"),
            search_name=search_key(f"{last} {first}"),
            kind=Teacher.Kind.CLASSROOM,
        )
        for n in range(PEOPLE)
    )
    for n in range(PEOPLE):
        yield Post(teacher=people[n], institution=places[n % INSTITUTIONS], cycle="II", ages=[4], **since)


def _assignments(posts: list[Any], companions: list[Any], campaign: Any, since: dict[str, Any]) -> Iterator[Any]:
    """A companion for nine in ten, of the UGEL of each."""
    from accompaniment.models import Assignment

    for n, post in enumerate(posts):
        if n % 10:
            companion = companions[(n % INSTITUTIONS % UGELS + UGELS * n) % COMPANIONS]
            yield Assignment(
                companion=companion, post=post, campaign=campaign, modality="external", visits_owed=6, **since
            )


def pages(readers: Readers) -> Iterator[tuple[str, str, User]]:
    """Each list as it opens, deep inside, and searched for what is written otherwise."""
    alone, all_of_them = readers.specialist, readers.administrator
    lists = (
        ("institutions", "/institutions/", "señor de los", INSTITUTIONS, all_of_them),
        ("people", "/people/", "muñoz", PEOPLE * KEPT // UGELS, alone),
        ("companions", "/companions/", "muñoz", COMPANIONS * KEPT // UGELS, alone),
        ("roles", "/roles/", "muñoz", DIRECTORS, all_of_them),
    )
    for name, path, text, count, reader in lists:
        yield f"list of {name}", path, reader
        yield f"list of {name}, last page", f"{path}?{urlencode({'page': count // 25})}", reader
        yield f"list of {name}, «{text}»", f"{path}?{urlencode({'q': text})}", reader
        yield f"list of {name}, nothing found", f"{path}?{urlencode({'q': 'xyzzy'})}", reader
    yield "list of people without a companion", "/people/?alone=on", alone
    yield "list of institutions, one code", "/institutions/?q=8012345", all_of_them


def measure(readers: Readers, ours: int, floor: int) -> list[Row]:
    """Against an empty page that looks up session and person, asked for in the same minute."""
    ping = one_after_another(Browser(floor, session_of(readers.administrator)), Request("GET", "/ping/"), EACH)
    rows = [row("an empty page, p95", Measured(ping, sum(ping)).percentile(95) * 1000, "ms")]
    for name, path, reader in pages(readers):
        browser, page = Browser(ours, session_of(reader)), Request("GET", path)
        one_after_another(browser, page, WARM)
        took = one_after_another(browser, page, EACH)
        rows.append(row(f"{name}, p95", Measured(took, sum(took)).percentile(95) * 1000, "ms", goal=GOAL, most=True))
        if path.count("?") == 0:
            rows.append(row(f"{name}, queries", count_queries(path, reader), "", goal=BUDGET, most=True))
    return rows
