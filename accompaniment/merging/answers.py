"""What is answered about two records: of each thing in which they differ, whose stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from accompaniment.people.services import TeacherData

KEPT, MERGED, BOTH = "kept", "merged", "both"
DOCUMENT, KIND, ACCOUNT = "document", "kind", "account"


class Forced(NamedTuple):
    """The one answer that a question has, and why."""

    answer: str
    reason: str


@dataclass(frozen=True)
class Choices:
    """What was chosen: what the record says from now on, whose account stays, of two posts which, by the key of the
    record's that goes, and of two rows that a person has one of whose, by that key too.
    """

    person: TeacherData
    account: str = KEPT
    posts: Mapping[int, str] = field(default_factory=dict)
    once: Mapping[str, str] = field(default_factory=dict)
