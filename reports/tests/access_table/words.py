"""The words of the table of access: `row(VISIT, allow("ana", "tania"), forbid("olga"), hide(OTHERS))`.

Who is named where is in `PEOPLE`. `OTHERS` are all who signed in and whom the row does not name; who has not signed in
is led to the page where one does, unless the row names `"nobody"` or says `EVERYONE`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from reports.tests.world import PEOPLE, Arguments

OPENS, MOVED, LEADS_ON, FORBIDDEN, HIDDEN, ONLY_POST, UNREADY = 200, 308, 302, 403, 404, 405, 503
EVERYONE = tuple(PEOPLE)
COMPANIONS = ("ana", "olga", "elena")
SPECIALISTS = ("berta", "carla")
READERS = ("rita", "nora")
ACCOMPANIED = ("tania", "petra")
OTHERS = ("others",)

Answers = Mapping[str, int]  # a status for each of PEOPLE


class Answer(NamedTuple):
    """One status and whom it is for."""

    status: int
    people: tuple[str, ...]


class Row(NamedTuple):
    """What a route is opened with, and what it answers to each of PEOPLE."""

    arguments: Arguments
    answers: Answers


def allow(*people: str | tuple[str, ...]) -> Answer:
    """The page opens; of a sending: she may, whatever it then says about what is missing."""
    return _answer(OPENS, people)


def lead_on(*people: str | tuple[str, ...]) -> Answer:
    """Another page opens instead."""
    return _answer(LEADS_ON, people)


def moved() -> Answer:
    """A former address: everyone is led to the present one, which has a row of its own."""
    return _answer(MOVED, (EVERYONE,))


def forbid(*people: str | tuple[str, ...]) -> Answer:
    """A page 403 with its reason: she is inside, and this is not hers to do."""
    return _answer(FORBIDDEN, people)


def hide(*people: str | tuple[str, ...]) -> Answer:
    """A page 404: for her it does not exist."""
    return _answer(HIDDEN, people)


def unready(*people: str | tuple[str, ...]) -> Answer:
    """An answer for scripts: the site lacks something, as one without a worker does."""
    return _answer(UNREADY, people)


def only_send(*people: str | tuple[str, ...]) -> Answer:
    """Nothing to open here: what a sending answers is in the table of sendings."""
    return _answer(ONLY_POST, people)


def _answer(status: int, people: tuple[str | tuple[str, ...], ...]) -> Answer:
    names = [name for one in people for name in ((one,) if isinstance(one, str) else one)]
    return Answer(status, tuple(names))


def row(arguments: Arguments, *answers: Answer) -> Row:
    return Row(arguments, told(*answers))


def told(*answers: Answer) -> Answers:
    """The status for each of PEOPLE; fails for a name that is unknown, said twice or left out."""
    said = [name for answer in answers for name in answer.people]
    twice = [name for name, n in Counter(said).items() if n > 1]
    unknown = set(said) - {*PEOPLE, *OTHERS}
    if twice or unknown:
        raise ValueError(f"Named twice: {twice}, unknown: {unknown}")
    by_name = {name: answer.status for answer in answers for name in answer.people}
    others = by_name.pop(*OTHERS, None)
    found = {name: by_name.get(name, LEADS_ON if name == "nobody" else others) for name in PEOPLE}
    left_out = [name for name, status in found.items() if status is None]
    if left_out:
        raise ValueError(f"Left out: {left_out}")
    return {name: status for name, status in found.items() if status is not None}
