"""Anonymous ratings of a session: who may answer, answering once, and what may be told of the answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.access import Allowed, Denied, reach_of
from accompaniment.campaigns.session_kinds.models import kind_of
from accompaniment.lib.locks import lock
from accompaniment.lib.small_groups import LEAST_GROUP
from accompaniment.models import User

from .models import Attendance, GroupSession, RatingTally
from .questions import SCALE, RatingQuestion, as_stored, questions_for, stored_questions

NOT_THERE = gettext_lazy("La opinión la da quien asistió, cuando la reunión ya se realizó.")


@dataclass(frozen=True)
class Rated:
    """How those who answered rate one question: how many gave each value of the scale, the lowest first."""

    question: RatingQuestion
    counts: Sequence[int]

    @property
    def in_words(self) -> list[tuple[int, str]]:
        """How many said what, those who agree most first; values that nobody gave are left out."""
        said = zip(self.counts, (str(word) for _value, word in SCALE), strict=True)
        return [(n, word) for n, word in reversed(list(said)) if n]


@dataclass(frozen=True)
class Ratings:
    """How many were called to a session, came and answered, and what may be told of the answers; without `rows` they
    are not told, or not yet.
    """

    called: int
    came: int
    answers: int
    is_open: bool
    rows: Sequence[Rated] = ()


def questions_of(session: GroupSession) -> Sequence[RatingQuestion]:
    """Those of its kind; from the first answer on, those that were answered."""
    if session.asked:
        return stored_questions(session.asked)
    kind = kind_of(session.campaign, session.kind)
    return questions_for(asks_five_c=bool(kind and kind.asks_five_c), statements=kind.evaluation if kind else ())


def own_attendance(session: GroupSession, user: User) -> Attendance | None:
    """The user's own row in a session that was held and to which they came; None otherwise."""
    if session.state != GroupSession.State.HELD:
        return None
    came = session.attendances.filter(status=Attendance.Status.ATTENDED)
    return came.filter(teacher__in=reach_of(user).own_records).first()


def may_rate(session: GroupSession, own: Attendance | None) -> Allowed | Denied:
    """Whether who came may say now what they think of it: until a week after its day."""
    if own is None:
        return Denied(NOT_THERE)
    if not session.is_rated_still:
        return Denied(_("La opinión se recibe hasta una semana después de la reunión."))
    return Allowed()


@transaction.atomic
def rate(*, session: GroupSession, by: User, values: Mapping[str, int]) -> bool:
    """Add the answers to the sums, by the code of their question; False when the user has answered before.

    What is stored says who has answered, and how many gave each value: an answer itself is nowhere.
    """
    lock(session)
    own = own_attendance(session, by)
    if own is None or own.has_rated or not may_rate(session, own):
        return False
    own.has_rated = True
    own.save(update_fields=["has_rated"])
    questions = questions_of(session)
    if not session.asked:
        session.asked = as_stored(questions)
        session.save(update_fields=["asked"])
    told = [(question.code, values[question.code]) for question in questions if question.code in values]
    sums = [RatingTally(session=session, question=code, value=value) for code, value in told]
    RatingTally.objects.bulk_create(sums, ignore_conflicts=True)
    same = reduce(or_, (Q(question=code, value=value) for code, value in told), Q(pk=None))
    session.tallies.filter(same).update(n=F("n") + 1)
    return True


def ratings_of(session: GroupSession) -> Ratings:
    """What may be told of the answers of a session that was held: from 5 answers on, and once no more can come.

    While they still come, whoever looked twice would see what the person in between has answered.
    """
    n = session.attendances.aggregate(
        called=Count("pk"),
        came=Count("pk", filter=Q(status=Attendance.Status.ATTENDED)),
        answers=Count("pk", filter=Q(has_rated=True)),
    )
    is_open = session.is_rated_still and n["answers"] < n["came"]
    if is_open or n["answers"] < LEAST_GROUP:
        return Ratings(**n, is_open=is_open)
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * len(SCALE))
    for tally in session.tallies.all():
        counts[tally.question][tally.value - 1] = tally.n
    rows = [Rated(one, counts[one.code]) for one in questions_of(session) if one.code in counts]
    return Ratings(**n, is_open=is_open, rows=rows)
