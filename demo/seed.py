"""Makes the demonstration: one invented UGEL, the same for the same day, in one transaction."""

from __future__ import annotations

from datetime import date
from random import Random

from django.db import transaction
from django.db.models import F

from accompaniment.audit.actor import unrecorded
from accompaniment.models import Institution, Teacher, Ugel, User
from rubrics.instruments.services.loading import load_shipped
from rubrics.models import InstrumentVersion
from rubrics.practice.services import load_shipped_cases
from visits.models import Commitment, GroupSession, Visit

from . import logins
from .agreements import agree
from .alerts import tell
from .calendar import CampaignYear, year_of
from .calibration import calibrate
from .contacts import follow_up
from .convened import convene_next
from .history import write_history
from .people import People, create_people
from .sessions import hold_sessions
from .territory import UGEL_CODE, create_territory
from .visits import Version, plan_visits

SEED = 999001


class TooEarly(ValueError):
    """The day is so early that the shipped instruments were not yet in force during the year before."""


def is_seeded() -> bool:
    return Ugel.objects.filter(code=UGEL_CODE).exists()


def is_empty() -> bool:
    """Whether nobody has put a UGEL or an account into this database yet."""
    return not Ugel.objects.exists() and not User.objects.exists()


@unrecorded()
@transaction.atomic
def seed(*, today: date) -> dict[str, int]:
    """Create the demonstration as it stands on `today` and return how many rows of each kind there are.

    Raises TooEarly, or IntegrityError when some of its identifiers are already taken; then nothing is created.
    """
    rng = Random(SEED)  # noqa: S311  (the same data every time is the point)
    year = year_of(today)
    versions = _versions(year)
    people = create_people(rng, year, create_territory(year))
    _live_through(rng, people, year, today, versions)
    return {
        "institutions": Institution.objects.filter(ugel__code=UGEL_CODE).count(),
        "people": Teacher.objects.filter(posts__institution__ugel__code=UGEL_CODE).distinct().count(),
        "companions": len(people.companions),
        "visits": Visit.objects.filter(ugel__code=UGEL_CODE).count(),
        "commitments": Commitment.objects.filter(teacher__in=people.teachers).count(),
        "sessions": GroupSession.objects.filter(campaign__ugel__code=UGEL_CODE).count(),
    }


def _versions(year: CampaignYear) -> dict[str, Version]:
    load_shipped()
    load_shipped_cases()
    first_day = year.before().whole.starts_on
    in_force = InstrumentVersion.objects.in_force_on(first_day).select_related("instrument").order_by("number")
    versions = {row.instrument.code: Version(row, list(row.criteria.all())) for row in in_force}
    if missing := {"aula-ciclo-i", "aula-ciclo-ii", "guia-pronoei"} - versions.keys():
        raise TooEarly(", ".join(sorted(missing)))
    return versions


def _live_through(rng: Random, people: People, year: CampaignYear, today: date, versions: dict[str, Version]) -> None:
    specialist = User.objects.get(username=logins.SPECIALIST)
    last_plans = plan_visits(rng, people.last_assignments, year.before(), today, versions)
    plans = plan_visits(rng, people.assignments, year, today, versions)
    sessions = hold_sessions(rng, plans, list(people.companions.values()), year, today, specialist=specialist)
    history = write_history(rng, [*last_plans, *plans], sessions)
    Visit.objects.bulk_create([plan.visit for plan in [*last_plans, *plans]], batch_size=200)
    sessions.save()
    history.save()
    calibrate(Random(SEED), people, today)  # noqa: S311  (a generator of its own: what came before stays as it was)
    agree(Random(SEED), people, specialist)  # noqa: S311
    tell(Random(SEED), people)  # noqa: S311
    follow_up(Random(SEED + 2), people, today)  # noqa: S311
    convene_next(Random(SEED + 1), people, year, today)  # noqa: S311
    # A visit was not written the day the demonstration was made, but the day it happened.
    closed = Visit.objects.filter(ugel__code=UGEL_CODE, closed_at__isnull=False)
    closed.update(created_at=F("closed_at"), updated_at=F("closed_at"))
