"""Fill the configured database with N invented visits: python -m bench.make_visits [N]

The same N gives the same rows: 220 UGELs of 25 regions, three years, eight closed visits a teacher and year from the
diagnostic to the closing one. The first UGEL, where it is measured, is the largest of the country.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .country import A_YEAR, YEARS, People, people
from .history import fill_history

if TYPE_CHECKING:
    from rubrics.models import InstrumentVersion

DEFAULT = 20_000
UGELS = 220
LARGEST, LEAST = 20_000, 80  # visits of the first UGEL, or half of all when these are fewer; teachers of it at least


@dataclass(frozen=True)
class Made(People):
    version: InstrumentVersion


def make(visits: int) -> Made:
    """Create the country, its people and some `visits` visits; return who is needed to measure."""
    from django.db import transaction

    from accompaniment.audit.actor import unrecorded
    from rubrics.models import InstrumentVersion

    version = InstrumentVersion.objects.prefetch_related("criteria").get(instrument__code="aula-ciclo-ii")
    with unrecorded(), transaction.atomic():
        made = people(_teachers(visits))
        fill_history(version)
    return Made(**vars(made), version=version)


def _teachers(visits: int) -> list[int]:
    """Return how many teachers each UGEL has."""
    teachers = visits // (A_YEAR * YEARS)
    first = max(min(teachers // 2, LARGEST // (A_YEAR * YEARS)), LEAST)
    rest, left = divmod(max(teachers - first, 0), UGELS - 1)
    return [first, *(rest + (n < left) for n in range(UGELS - 1))]


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
