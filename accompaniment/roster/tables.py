"""The list of people, and the rows that an import refused, as tables to take away.

Each takes what is already narrowed to what the user may see and to the filters of the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from accompaniment.exports.listing import Listing, Row, listing_of, values_of
from accompaniment.lib.tables.writing import Table
from accompaniment.people.assignments.models import Assignment
from accompaniment.people.models.posts import Post, Teacher

from .columns import COLUMNS, READING_AIDS, REASON
from .summary import Result


def people_table(people: QuerySet[Teacher]) -> Listing:
    """People with `running` posts and these with `running` assignments, in the columns that the import reads.

    One row for each post and companion; the last columns only help to read.
    """
    return listing_of("personas", [*COLUMNS, *READING_AIDS], people, _entries_of)


def former_people_table(people: QuerySet[Teacher]) -> Listing:
    """Who worked here and left, by document and name: what they are and how they are reached today is not told here."""
    columns = [column for column in COLUMNS if column.key in IDENTITY]
    people = people.prefetch_related(None)
    return listing_of("personas-que-salieron", columns, people, values_of([column.key for column in columns]))


def _entries_of(people: Iterable[Teacher]) -> Mapping[Any, Sequence[Row]]:
    return {teacher.pk: list(_rows_of(teacher)) for teacher in people}


def _rows_of(teacher: Teacher) -> Iterator[Row]:
    person = _person_cells(teacher)
    for post in getattr(teacher, "running", None) or [None]:
        for assignment in getattr(post, "running", None) or [None]:
            cells = {**person, **_post_cells(post), **_assignment_cells(assignment)}
            place = post.institution.name if post else ""
            companion = str(assignment.companion) if assignment else ""
            yield [*(cells.get(column.key, "") for column in COLUMNS), place, companion]


IDENTITY = ("document_type", "document_number", "last_names", "first_names")
PERSON = (
    "document_type", "document_number", "last_names", "first_names", "kind", "contract", "phone", "mother_tongue",
    "email",
)  # fmt: skip


def _person_cells(teacher: Teacher) -> dict[str, Any]:
    return {name: getattr(teacher, name) for name in PERSON}


def _post_cells(post: Post | None) -> dict[str, Any]:
    if post is None:
        return {}
    return {
        "modular_code": post.institution.modular_code,
        "annex": post.institution.annex,
        "section": post.section,
        "ages": ", ".join(map(str, sorted(post.ages))),
        "cycle": post.cycle,
        "starts_on": post.starts_on,
        "ends_on": post.ends_on,
    }


def _assignment_cells(assignment: Assignment | None) -> dict[str, Any]:
    if assignment is None:
        return {}
    return {
        "companion": assignment.companion.user.username,
        "modality": assignment.modality,
        "visits_owed": assignment.visits_owed,
        "assigned_on": assignment.starts_on,
    }


def refused_table(results: Iterable[Result]) -> Table:
    """The rows that an import refused, as they stood in its file, each with the reason: corrected, it is imported."""
    rows = ([*(one.cells.get(column.key, "") for column in COLUMNS), _reasons(one)] for one in results)
    return Table("filas-rechazadas", [*COLUMNS, REASON], rows)


def _reasons(result: Result) -> str:
    return " ".join(f"{fault.column}: {fault.reason}" if fault.column else fault.reason for fault in result.faults)
