"""An invented country: its UGELs and regions, three years of campaigns, and everyone who visits and is visited."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from accompaniment.models import Assignment, Campaign, Institution, Post, Region, Ugel, User

REGIONS, NETWORKS, YEARS = 25, 6, 3
A_YEAR, A_COMPANION, AN_INSTITUTION = 8, 10, 4  # visits of a teacher, teachers of a companion and of an institution
BATCH = 2_000


@dataclass(frozen=True)
class People:
    """Who measures: the companions of the first UGEL with this year's assignments, its specialist and its first
    institution with its director; the specialist of another UGEL, of the usual size; who reads the figures of the
    region, and of the nation.
    """

    assignments: list[Assignment]
    specialist: User
    usual: User
    director: User
    regional: User
    national: User
    institution: Institution
    campaign: Campaign


def people(teachers: Sequence[int]) -> People:
    """Create a UGEL for each of these numbers of teachers, with all of its people."""
    ugels = _ugels(len(teachers))
    years = [make_campaigns(ugels, years_ago=n) for n in range(YEARS)]
    since = {"starts_on": years[-1][0].starts_on}
    places, posts = _posts(ugels, teachers, since)
    assignments = _assignments(years, posts, since)
    readers = _readers(places[0], ugels[1], since)
    return People(assignments, *readers, institution=places[0], campaign=years[0][0])


def make_campaigns(ugels: Sequence[Ugel], *, years_ago: int = 0) -> list[Campaign]:
    """Create the campaign of each UGEL that began 300 days before this day, so many years ago."""
    from django.utils import timezone

    from accompaniment.models import Campaign, Phase, PhaseDates, Target, Teacher

    today = timezone.localdate() - timedelta(days=365 * years_ago)
    begins = today - timedelta(days=300)
    terms = {"year": timezone.localdate().year - years_ago, "starts_on": begins, "ends_on": today + timedelta(days=60)}
    head = {"letterhead": "DRE de medida\nUGEL de medida", "slogan": "Año de las medidas"}
    campaigns: list[Campaign] = _each(Campaign, len(ugels), lambda n: {"ugel": ugels[n], **terms, **head})
    phases = [(phase, begins + timedelta(days=120 * n)) for n, phase in enumerate(Phase)]
    PhaseDates.objects.bulk_create(
        PhaseDates(campaign=campaign, phase=phase, starts_on=first, ends_on=first + timedelta(days=119))
        for campaign in campaigns
        for phase, first in phases
    )
    kind = Teacher.Kind.CLASSROOM
    Target.objects.bulk_create(Target(campaign=campaign, teacher_kind=kind, times=A_YEAR) for campaign in campaigns)
    return campaigns


def _each(model: Any, count: int, make_row: Callable[[int], dict[str, Any]]) -> list[Any]:
    return list(model.objects.bulk_create([model(**make_row(n)) for n in range(count)], batch_size=BATCH))


def _ugels(count: int) -> list[Ugel]:
    from accompaniment.models import Region, Ugel

    regions: list[Region] = _each(Region, REGIONS, lambda n: {"name": f"DRE de medida {n:02}"})
    return _each(
        Ugel,
        count,
        lambda n: {"code": f"{999_999 - n}", "name": f"UGEL de medida {n:03}", "region": regions[n % REGIONS]},
    )


def _places(ugel: Ugel, teachers: int, first: int) -> list[Institution]:
    """The institutions of a UGEL, in its networks; their codes count from `first`."""
    from accompaniment.lib.search import search_key
    from accompaniment.models import Institution, Network

    networks: list[Network] = _each(Network, NETWORKS, lambda n: {"ugel": ugel, "name": f"Red {n + 1}"})
    same = {"kind": Institution.Kind.KINDERGARTEN, "level_code": "A2", "cycle": "II", "ugel": ugel}
    return _each(
        Institution,
        -(-teachers // AN_INSTITUTION),
        lambda n: {
            "modular_code": f"{9_000_000 + first + n}",
            "name": f"Jardín {first + n:05d}",
            "search_name": search_key(f"Jardín {first + n:05d}"),
            "area": "rural" if n % 3 else "urban",
            "network": networks[n % NETWORKS],
            **same,
        },
    )


def _posts(
    ugels: Sequence[Ugel], teachers: Sequence[int], since: dict[str, Any]
) -> tuple[list[Institution], list[Post]]:
    """Every institution, and the post of every teacher, those of the first UGEL first."""
    from accompaniment.lib.search import search_key
    from accompaniment.models import Post, Teacher

    places: list[Institution] = []
    rooms: list[Institution] = []
    for ugel, count in zip(ugels, teachers, strict=True):
        own = _places(ugel, count, len(places))
        places += own
        rooms += [own[n // AN_INSTITUTION] for n in range(count)]
    found = _each(
        Teacher,
        len(rooms),
        lambda n: {
            "id": UUID(int=n * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128, version=4),  # scattered, as real ones are
            "document_number": f"{70_000_000 + n}",
            "first_names": "Docente",
            "last_names": f"Apellido {n:05d}",
            "search_name": search_key(f"Apellido {n:05d} Docente"),
            "kind": Teacher.Kind.CLASSROOM,
        },
    )
    room = {"cycle": "II", "ages": [4], **since}
    return places, _each(Post, len(rooms), lambda n: {"teacher": found[n], "institution": rooms[n], **room})


def _assignments(years: Sequence[Sequence[Campaign]], posts: Sequence[Post], since: dict[str, Any]) -> list[Assignment]:
    """Assign every post in every year to a companion of its UGEL; return this year's of the first UGEL."""
    from accompaniment.models import Assignment, Companion

    teams = list(_teams(posts))
    users = accounts(len(teams))
    places = [team[0].institution for team in teams]
    companions: list[Companion] = _each(
        Companion,
        len(teams),
        lambda n: {"user": users[n], "ugel": places[n].ugel, "kind": Companion.Kind.EXTERNAL, **since},
    )
    pairs = [(companion, post) for companion, team in zip(companions, teams, strict=True) for post in team]
    terms = {"modality": Assignment.Modality.EXTERNAL, "visits_owed": A_YEAR}
    made = []
    for campaigns in years:
        of_ugel = {campaign.ugel_id: campaign for campaign in campaigns}
        last = None if campaigns is years[0] else campaigns[0].ends_on
        dates = {"starts_on": campaigns[0].starts_on, "ends_on": last}
        made += _each(
            Assignment,
            len(pairs),
            lambda n, of_ugel=of_ugel, dates=dates: {  # type: ignore[misc]
                "companion": pairs[n][0],
                "post": pairs[n][1],
                "campaign": of_ugel[pairs[n][1].institution.ugel_id],
                **terms,
                **dates,
            },
        )
    return [one for one in made[: len(pairs)] if one.campaign == years[0][0]]


def _teams(posts: Sequence[Post]) -> Iterator[list[Post]]:
    """Ten by ten, and nobody with people of two UGELs."""
    team: list[Post] = []
    for post in posts:
        if team and (len(team) == A_COMPANION or post.institution.ugel_id != team[0].institution.ugel_id):
            yield team
            team = []
        team.append(post)
    yield team


def _readers(place: Institution, another: Ugel, since: dict[str, Any]) -> list[User]:
    from accompaniment.models import Role

    readers = accounts(5, first=90_000_000)
    scopes: list[dict[str, Any]] = [
        {"kind": Role.Kind.SPECIALIST, "ugel": place.ugel},
        {"kind": Role.Kind.SPECIALIST, "ugel": another},
        {"kind": Role.Kind.DIRECTOR, "institution": place},
        {"kind": Role.Kind.REGIONAL_READER, "region": place.ugel.region},
        {"kind": Role.Kind.NATIONAL_READER},
    ]
    _each(Role, len(scopes), lambda n: {"user": readers[n], **scopes[n], **since})
    return readers


def accounts(count: int, *, first: int = 80_000_000) -> list[User]:
    from accompaniment.lib.search import search_key
    from accompaniment.models import User

    return _each(
        User,
        count,
        lambda n: {
            "username": f"{first + n}",
            "first_name": "Persona",
            "last_name": f"De Medida {n:05d}",
            "search_name": search_key(f"De Medida {n:05d} Persona"),
            "password": "!",
        },
    )
