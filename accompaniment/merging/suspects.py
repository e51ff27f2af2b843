"""Which people look like one and the same, and why. Pure: whoever asks brings the people."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple
from uuid import UUID

from accompaniment.lib.identifiers import compact
from accompaniment.lib.search import name_key
from accompaniment.people.models.merged_records import pair_of

FEWEST_DIGITS = 6
SHARED_BY_MANY = 4  # a telephone that more people gave is the one of a place


class Evidence(StrEnum):
    DOCUMENT = "document"  # the same digits under another type of document
    NAME = "name"  # the same words, whatever their order and however written
    PHONE = "phone"


class Known(NamedTuple):
    """What is compared of one person."""

    pk: UUID
    last_names: str
    first_names: str
    document: str
    phone: str

    def traits(self) -> dict[Evidence, str]:
        """What may be the same in somebody else; what is empty or too short says nothing."""
        digits = re.sub(r"[^0-9]", "", compact(self.document)).lstrip("0")
        found = {
            Evidence.DOCUMENT: digits if len(digits) >= FEWEST_DIGITS else "",
            Evidence.NAME: name_key(self.last_names, self.first_names),
            Evidence.PHONE: compact(self.phone),
        }
        return {evidence: value for evidence, value in found.items() if value}


Suspicions = Mapping[tuple[UUID, UUID], list[Evidence]]


def suspicions(people: Iterable[Known]) -> Suspicions:
    """Return each pair that looks like one person, with everything that speaks for it."""
    alike: dict[tuple[Evidence, str], list[UUID]] = defaultdict(list)
    for person in people:
        for trait in person.traits().items():
            alike[trait].append(person.pk)
    pairs: dict[tuple[UUID, UUID], list[Evidence]] = defaultdict(list)
    for (evidence, _value), same in alike.items():
        if evidence is Evidence.PHONE and len(same) > SHARED_BY_MANY:
            continue
        for one, other in combinations(same, 2):
            pairs[pair_of(one, other)].append(evidence)
    order = list(Evidence)
    return {pair: sorted(found, key=order.index) for pair, found in pairs.items()}
