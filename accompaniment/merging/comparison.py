"""Two records side by side: what each says and holds, and what would have to be decided."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy

from accompaniment.accounts.models import User
from accompaniment.audit.models.access_log import AccessLogEntry
from accompaniment.lib.contributions import Noun, held_models, held_once
from accompaniment.people.assignments.models import Assignment, with_companions
from accompaniment.people.models.posts import Post, Teacher
from accompaniment.people.services import TeacherData

from .accounts import Entering, with_accounts_in_the_way, with_ways_in
from .foreign_keys import Collision, collisions, count_of, foreign_keys_to, label_of, with_related_counts
from .suspects import Evidence, Known, suspicions

DOCUMENT_FIELDS = ("document_type", "document_number")
VALUES = tuple(name for name in TeacherData.__dataclass_fields__ if name not in DOCUMENT_FIELDS)
ASSIGNMENT, ACCESS = "accompaniment.assignment", "accompaniment.accesslogentry"
LAST = {  # what follows from the record itself is named after all that was done with the person
    "accompaniment.mergedrecord": Noun(gettext_lazy("ficha unida antes"), gettext_lazy("fichas unidas antes")),
    ACCESS: Noun(gettext_lazy("lectura de su ficha"), gettext_lazy("lecturas de su ficha")),
}


def nouns() -> dict[str, Noun]:
    """What a record can hold, in the order in which it is named."""
    return {**held_models(), **LAST}


class Holding(NamedTuple):
    """How much of one kind a record holds."""

    model: str
    n: int

    def __str__(self) -> str:
        noun = nouns().get(self.model, Noun(self.model, self.model))
        return f"{self.n} {noun.one if self.n == 1 else noun.many}"


class Clash(NamedTuple):
    """Two posts in one place on the same days: one work written down twice, or two classrooms."""

    kept: Post
    merged: Post


@dataclass
class Side:
    """One of the two records."""

    teacher: Teacher
    counts: Counter[str]  # by model
    accesses: int
    entering: Entering | None  # how the person enters with the account of this record
    accompanies_one: bool  # of the two, with that account
    has_stranger: bool  # whose account is called by this record's document
    posts: list[Post] = field(default_factory=list)  # those that the specialist keeps

    @property
    def holdings(self) -> list[Holding]:
        held = {**dict.fromkeys(nouns(), 0), **self.counts, ACCESS: self.accesses}
        return [Holding(model, n) for model, n in held.items() if n]

    @property
    def posts_elsewhere(self) -> int:
        return self.counts["accompaniment.post"] - len(self.posts)

    @property
    def weight(self) -> tuple[bool, int]:
        return bool(self.teacher.user_id), sum(self.counts.values())


@dataclass
class Comparison:
    """`kept` is the record that would stay: the one with an account, or else the one that holds more."""

    kept: Side
    merged: Side

    @cached_property
    def evidence(self) -> list[Evidence]:
        found = suspicions(known_of(side.teacher) for side in self.sides)
        return next(iter(found.values()), [])

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.kept, self.merged

    @property
    def has_account(self) -> bool:
        return any(side.teacher.user_id for side in self.sides)

    @property
    def has_two_accounts(self) -> bool:
        return all(side.teacher.user_id for side in self.sides)

    @cached_property
    def clashes(self) -> list[Clash]:
        """Posts of both in one place on the same days, those that stand against one another alone."""
        pairs = [Clash(one, other) for one in self.kept.posts for other in self.merged.posts if _share_days(one, other)]
        ids = [post.pk for clash in pairs for post in clash]
        return [clash for clash in pairs if all(ids.count(post.pk) == 1 for post in clash)]

    @cached_property
    def collisions(self) -> list[Collision]:
        """What both have and one person can't have twice."""
        both = (p for p in foreign_keys_to(Teacher) if all(side.counts.get(label_of(p)) for side in self.sides))
        source, target = self.merged.teacher.pk, self.kept.teacher.pk
        return [found for relation in both for found in collisions(relation, source=source, target=target)]

    @property
    def doubled(self) -> list[Collision]:
        """Of these, what joining makes one of: where both say the same by itself, else the one that is chosen."""
        return [one for one in self.collisions if label_of(one.relation) in held_once()]

    def total(self) -> list[Holding]:
        """What the record that stays would hold in the end."""
        kept, merged = ({holding.model: holding.n for holding in side.holdings} for side in self.sides)
        once = Counter(label_of(one.relation) for one in self.doubled)
        models = {**nouns(), **kept, **merged}
        held = [Holding(model, kept.get(model, 0) + merged.get(model, 0) - once[model]) for model in models]
        return [holding for holding in held if holding.n]

    @property
    def fingerprint(self) -> str:
        """What whoever confirms has seen: another one means that something changed meanwhile."""
        seen: list[Any] = [
            (side.teacher.pk, _values(side.teacher), side.counts, _dates(side.posts)) for side in self.sides
        ]
        seen += [(one.merged.pk, *map(once_said, (one.merged, one.kept))) for one in self.doubled]
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:32]


def once_said(row: Any) -> str:
    """What a row that a person has one of says, in words."""
    return held_once()[row._meta.label_lower].said(row)


def once_title(row: Any) -> str:
    """Of what a row that a person has one of is."""
    return held_once()[row._meta.label_lower].title(row)


def known_of(teacher: Teacher) -> Known:
    return Known(teacher.pk, teacher.last_names, teacher.first_names, teacher.document_number, teacher.phone)


def _values(teacher: Teacher) -> list[Any]:
    return [getattr(teacher, name) for name in (*DOCUMENT_FIELDS, *VALUES, "user_id")]


def _dates(posts: Sequence[Post]) -> list[Any]:
    return [(post.pk, post.starts_on, post.ends_on) for post in posts]


def _share_days(one: Post, other: Post) -> bool:
    first, second = sorted((one, other), key=lambda post: post.starts_on)
    return one.institution_id == other.institution_id and (first.ends_on is None or first.ends_on >= second.starts_on)


def compare(one: Teacher, other: Teacher, *, by: User) -> Comparison | None:
    """Put two records side by side, for a specialist who keeps both; None once one of them is gone."""
    sides = {side.teacher.pk: side for side in _sides([one.pk, other.pk])}
    if len(sides) < 2:
        return None
    posts = Post.objects.managed_by(by).filter(teacher__in=sides).select_related("institution")
    for post in with_companions(posts.order_by("-starts_on", "pk")):
        sides[post.teacher_id].posts.append(post)
    kept, merged = sorted(sides.values(), key=lambda side: side.weight, reverse=True)
    return Comparison(kept=kept, merged=merged)


def _sides(keys: list[Any]) -> Iterator[Side]:
    """The records with how much each holds, in one query however many apps there are."""
    relations = foreign_keys_to(Teacher)
    found = with_ways_in(Teacher.objects.filter(pk__in=keys))
    people = with_related_counts(with_accounts_in_the_way(found, keys), relations).annotate(
        assignments=count_of(Assignment, "post__teacher"), accesses=count_of(AccessLogEntry, "teacher")
    )
    for teacher in people.order_by("pk"):
        counts = Counter({ASSIGNMENT: teacher.assignments})
        for n, relation in enumerate(relations):
            counts[label_of(relation)] += getattr(teacher, f"related_count_{n}")
        in_the_way = {"accompanies_one": teacher.accompanies_one, "has_stranger": teacher.has_stranger}
        yield Side(teacher, counts, teacher.accesses, Entering.of(teacher), **in_the_way)
