"""Fill the configured database with N invented visits: python -m bench.make_visits [N]

The same N gives the same rows. Eight visits a teacher, all closed, each with five levels and three commitments, the
commitments of the last one still open; ten teachers a companion and four an institution.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from accompaniment.models import Assignment, Campaign, Institution, Post, Ugel, User
    from rubrics.models import InstrumentVersion

DEFAULT = 20_000
A_TEACHER, A_COMPANION, AN_INSTITUTION = 8, 10, 4
BATCH = 2_000
SENTENCE = "Observa con calma, recoge lo que dicen las niñas y los niños y abre preguntas que los hacen pensar. "


@dataclass
class Made:
    """Who measures: companions with their assignments, a specialist who sees all, a director and the institution."""

    assignments: list[Assignment]
    specialist: User
    director: User
    institution: Institution
    campaign: Campaign
    version: InstrumentVersion


def make(visits: int) -> Made:
    """Create the UGEL, its people and `visits` visits; return who is needed to measure."""
    from django.db import transaction

    from accompaniment.audit.actor import unrecorded

    rng = random.Random(1)
    with unrecorded(), transaction.atomic():
        made = _people(max(visits // A_TEACHER, 8 * A_COMPANION), rng)
    for start in range(0, visits, BATCH):
        with transaction.atomic():
            _visits(made, range(start, min(start + BATCH, visits)), rng)
    return made


def _uuid(rng: random.Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)


def _each(model: Any, count: int, make_row: Callable[[int], dict[str, Any]]) -> list[Any]:
    return list(model.objects.bulk_create([model(**make_row(n)) for n in range(count)], batch_size=BATCH))


def _people(teachers: int, rng: random.Random) -> Made:
    from accompaniment.models import Assignment, Companion, Role
    from rubrics.models import InstrumentVersion

    campaign = make_campaign()
    since = {"starts_on": campaign.starts_on}
    places = _places(-(-teachers // AN_INSTITUTION), campaign.ugel)
    specialist, director, *users = _accounts(-(-teachers // A_COMPANION) + 2)
    of = {"ugel": campaign.ugel, "kind": Companion.Kind.EXTERNAL}
    companions = _each(Companion, len(users), lambda n: {"user": users[n], **of, **since})
    posts = _posts(teachers, places, since, rng)
    terms = {"campaign": campaign, "modality": Assignment.Modality.EXTERNAL, "visits_owed": A_TEACHER, **since}
    assignments = _each(
        Assignment, teachers, lambda n: {"companion": companions[n // A_COMPANION], "post": posts[n], **terms}
    )
    Role.objects.create(user=specialist, kind=Role.Kind.SPECIALIST, ugel=campaign.ugel, **since)
    Role.objects.create(user=director, kind=Role.Kind.DIRECTOR, institution=places[0], **since)
    version = InstrumentVersion.objects.prefetch_related("criteria").get(instrument__code="aula-ciclo-ii")
    return Made(assignments, specialist, director, places[0], campaign, version)


def make_campaign(code: str = "999999") -> Campaign:
    from django.utils import timezone

    from accompaniment.models import Campaign, Phase, PhaseDates, Region, Target, Teacher, Ugel

    today = timezone.localdate()
    begins = today - timedelta(days=300)
    region = Region.objects.create(name=f"DRE de medida {code}")
    campaign = Campaign.objects.create(
        ugel=Ugel.objects.create(code=code, name="UGEL de medida", region=region),
        year=today.year,
        starts_on=begins,
        ends_on=today + timedelta(days=60),
        letterhead="DRE de medida\nUGEL de medida",
        slogan="Año de las medidas",
    )
    for n, phase in enumerate(Phase):
        first = begins + timedelta(days=120 * n)
        PhaseDates.objects.create(campaign=campaign, phase=phase, starts_on=first, ends_on=first + timedelta(days=119))
    Target.objects.create(campaign=campaign, teacher_kind=Teacher.Kind.CLASSROOM, times=A_TEACHER)
    return campaign


def _places(count: int, ugel: Ugel) -> list[Institution]:
    from accompaniment.lib.search import search_key
    from accompaniment.models import Institution

    same = {"kind": Institution.Kind.KINDERGARTEN, "level_code": "A2", "cycle": "II", "ugel": ugel}
    return _each(
        Institution,
        count,
        lambda n: {
            "modular_code": f"{9_000_000 + n}",
            "name": f"Jardín {n:05d}",
            "search_name": search_key(f"Jardín {n:05d}"),
            "area": "rural" if n % 3 else "urban",
            **same,
        },
    )


def _accounts(count: int) -> list[User]:
    from accompaniment.lib.search import search_key
    from accompaniment.models import User

    return _each(
        User,
        count,
        lambda n: {
            "username": f"{80_000_000 + n}",
            "first_name": "Persona",
            "last_name": f"De Medida {n:05d}",
            "search_name": search_key(f"De Medida {n:05d} Persona"),
            "password": "!",
        },
    )


def _posts(count: int, places: list[Institution], since: dict[str, Any], rng: random.Random) -> list[Post]:
    from accompaniment.lib.search import search_key
    from accompaniment.models import Post, Teacher

    people = _each(
        Teacher,
        count,
        lambda n: {
            "id": _uuid(rng),
            "document_number": f"{70_000_000 + n}",
            "first_names": "Docente",
            "last_names": f"Apellido {n:05d}",
            "search_name": search_key(f"Apellido {n:05d} Docente"),
            "kind": Teacher.Kind.CLASSROOM,
        },
    )
    room = {"cycle": "II", "ages": [4], **since}
    return _each(Post, count, lambda n: {"teacher": people[n], "institution": places[n // AN_INSTITUTION], **room})


def _visits(made: Made, numbers: Iterable[int], rng: random.Random) -> None:
    from visits.models import Commitment, Dialogue, Score, Visit

    criteria = list(made.version.criteria.all())
    rows: dict[type[Any], list[Any]] = {Visit: [], Score: [], Dialogue: [], Commitment: []}
    for n in numbers:
        visit = _visit(made, n, rng)
        rows[Visit].append(visit)
        rows[Dialogue].append(Dialogue(visit=visit, strengths=SENTENCE * 2, needs=SENTENCE))
        rows[Score] += [
            Score(id=_uuid(rng), visit=visit, criterion=c, value=rng.randint(1, 4), evidence=SENTENCE) for c in criteria
        ]
        rows[Commitment] += [
            Commitment(
                id=_uuid(rng),
                visit=visit,
                teacher=visit.teacher,
                order=order,
                criterion=criteria[order],
                action=SENTENCE,
                due_on=visit.visited_on + timedelta(days=20),
                status=Commitment.Status.OPEN if visit.number == A_TEACHER else Commitment.Status.FULFILLED,
            )
            for order in range(3)
        ]
    for model, made_rows in rows.items():
        model.objects.bulk_create(made_rows, batch_size=BATCH)


def _visit(made: Made, n: int, rng: random.Random) -> Any:
    from django.utils import timezone

    from accompaniment.models import Phase
    from visits.models import Visit

    teachers = len(made.assignments)
    assignment, number = made.assignments[n % teachers], n // teachers + 1
    day: date = made.campaign.starts_on + timedelta(days=36 * (number - 1) + rng.randint(0, 20))
    phase = Phase.DIAGNOSTIC if number == 1 else Phase.CLOSING if number >= A_TEACHER else Phase.PROCESS
    return Visit(
        id=_uuid(rng),
        assignment=assignment,
        campaign=made.campaign,
        companion=assignment.companion,
        teacher=assignment.post.teacher,
        post=assignment.post,
        institution=assignment.post.institution,
        ugel_id=made.campaign.ugel_id,
        version=made.version,
        phase=phase,
        number=number,
        visited_on=day,
        starts_at=time(9),
        ends_at=time(11, 30),
        moments=["asamblea", "juego libre en los sectores"],
        purpose=SENTENCE,
        status=Visit.Status.CLOSED,
        revision=1,
        closed_at=timezone.make_aware(datetime.combine(day, time(13))),
    )


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accompaniment.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_instruments", verbosity=0)
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    make(count)
    print(f"{count} visits made.")
