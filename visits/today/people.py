"""The people whom a companion accompanies, whoever needs her most first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q

from accompaniment.models import Assignment, User
from visits.commitments.models import Commitment
from visits.contacts.made import with_contacts_made
from visits.record.made import with_next_visit, with_visits_made

SOON = timedelta(days=14)


@dataclass(frozen=True)
class Accompanied:
    """Somebody's assignment, with `made` and `last_on` of `with_visits_made`, `next_on` of `with_next_visit`, each None
    when there is none, and `contacts_made`; how many of her commitments are late or fall due within two weeks.
    """

    assignment: Any
    overdue: int
    due: int

    @property
    def is_done(self) -> bool:
        """Whether all the visits owed were made."""
        return bool(self.assignment.made >= self.assignment.visits_owed)

    @property
    def squares(self) -> list[bool]:
        """One for each visit owed, or made beyond them: whether it was made."""
        made, owed = self.assignment.made, self.assignment.visits_owed
        return [n < made for n in range(max(made, owed))]

    def need(self) -> tuple[bool, int, date, str]:
        """Nobody's place in a ranking: who has visits left and none planned, then who has more commitments overdue,
        then who was seen longest ago, then the alphabet.
        """
        is_planned = self.is_done or self.assignment.next_on is not None
        last_on = self.assignment.last_on or date.min
        return is_planned, -self.overdue, last_on, self.assignment.post.teacher.search_name


def people_of(user: User, day: date) -> list[Accompanied]:
    own = with_contacts_made(with_next_visit(with_visits_made(Assignment.objects.of_companion(user)), day))
    assignments = list(own.select_related("post__teacher", "post__institution", "campaign"))
    counts = _commitments(user, assignments, day)
    nothing = {"overdue": 0, "due": 0}
    found = [Accompanied(one, **counts.get(one.post.teacher_id, nothing)) for one in assignments]
    return sorted(found, key=Accompanied.need)


def _commitments(user: User, assignments: list[Assignment], day: date) -> dict[Any, dict[str, int]]:
    counted = (
        Commitment.objects.filter(teacher__in=[assignment.post.teacher_id for assignment in assignments])
        .shown_to(user)
        .pending()
        .filter(due_on__lte=day + SOON)
        .values("teacher")
        .annotate(due=Count("pk", filter=Q(due_on__gte=day)), overdue=Count("pk", filter=Q(due_on__lt=day)))
        .order_by()
    )
    return {row["teacher"]: {"overdue": row["overdue"], "due": row["due"]} for row in counted}
