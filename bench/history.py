"""What happened in three years: visits, levels, talks, commitments and their reviews, one INSERT … SELECT a table.

Each row of a table is a sample, but for the columns that its SQL says otherwise.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import time
from typing import TYPE_CHECKING, Any

from .country import A_YEAR

if TYPE_CHECKING:
    from django.db.models import Model

    from rubrics.models import InstrumentVersion

SENTENCE = "Observa con calma, recoge lo que dicen las niñas y los niños y abre preguntas que los hacen pensar. "
COMMITMENTS = 3  # of each visit


def fill_history(version: InstrumentVersion) -> None:
    """Make every visit of every assignment, closed, with all that hangs from it."""
    with _in_bulk():
        _visits(version)
        _levels_and_talks()
        _commitments(version)
        _reviews()


@contextlib.contextmanager
def _in_bulk() -> Iterator[None]:
    """Let a superuser of PostgreSQL leave out the checks of keys and make the indexes at the end, as a restore does."""
    from django.db import connection

    from visits.models import Commitment, CommitmentReview, Dialogue, Score, Visit

    tables = [model._meta.db_table for model in (Visit, Score, Dialogue, Commitment, CommitmentReview)]
    with connection.cursor() as cursor:
        if not _is_superuser(cursor):
            yield
            return
        cursor.execute("SET LOCAL session_replication_role = replica; SET LOCAL maintenance_work_mem = '512MB'")
        unused = "UPDATE pg_index SET indisready = false, indisvalid = false WHERE indrelid = ANY(%s::regclass[])"
        cursor.execute(unused, [tables])
        yield
        for table in tables:
            cursor.execute(f"REINDEX TABLE {table}")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def _is_superuser(cursor: Any) -> bool:
    from django.db import connection

    if connection.vendor != "postgresql":
        return False
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    return bool(cursor.fetchone()[0])


def _visits(version: InstrumentVersion) -> None:
    """In the order of their days, as they would have come in."""
    from visits.models import Visit

    sample = Visit(
        version=version,
        starts_at=time(9),
        ends_at=time(11, 30),
        moments=["asamblea", "juego libre en los sectores"],
        purpose=SENTENCE,
        revision=1,
    )
    day = _day_after("c.starts_on", "36 * (n.i - 1) + MOD(a.id, 21)")
    _insert(
        sample,
        f"""accompaniment_assignment a
            JOIN accompaniment_campaign c ON c.id = a.campaign_id
            JOIN accompaniment_post p ON p.id = a.post_id
            CROSS JOIN {_numbers(1, A_YEAR)} n
            ORDER BY c.starts_on, n.i, MOD(a.id, 21), a.id""",
        id=_key("'visit ' || a.id || ' ' || n.i"),
        assignment_id="a.id",
        campaign_id="a.campaign_id",
        companion_id="a.companion_id",
        teacher_id="p.teacher_id",
        post_id="p.id",
        institution_id="p.institution_id",
        ugel_id="c.ugel_id",
        phase=f"CASE n.i WHEN 1 THEN 'diagnostic' WHEN {A_YEAR} THEN 'closing' ELSE 'process' END",
        number="n.i",
        visited_on=day,
        closed_at=day,
        status="CASE MOD(a.id + n.i, 3) WHEN 0 THEN 'closed' ELSE 'acknowledged' END",
    )


def _levels_and_talks() -> None:
    from visits.models import Dialogue, Score

    _insert(
        Score(evidence=SENTENCE),
        "visits_visit v JOIN rubrics_criterion k ON k.version_id = v.version_id",
        id=_key("'level ' || v.id || ' ' || k.id"),
        visit_id="v.id",
        criterion_id="k.id",
        value="1 + MOD(v.assignment_id * 7 + v.number * k.id, 4)",
    )
    _insert(Dialogue(strengths=SENTENCE * 2, needs=SENTENCE), "visits_visit v", visit_id="v.id")


def _commitments(version: InstrumentVersion) -> None:
    """Those of this year's last visit are open, and one in five of the last ones of the years before."""
    from visits.models import Commitment

    is_newest = "c.year = (SELECT MAX(year) FROM accompaniment_campaign)"
    is_open = f"v.number = {A_YEAR} AND ({is_newest} OR MOD(v.assignment_id, 5) = 0)"
    _insert(
        Commitment(action=SENTENCE, criterion=version.criteria.all()[0]),
        f"visits_visit v JOIN accompaniment_campaign c ON c.id = v.campaign_id CROSS JOIN {_numbers(1, COMMITMENTS)} n",
        id=_key("'commitment ' || v.id || ' ' || n.i"),
        visit_id="v.id",
        teacher_id="v.teacher_id",
        order="n.i",
        due_on=_day_after("v.visited_on", "20"),
        status=f"CASE WHEN {is_open} THEN 'open' ELSE 'fulfilled' END",
    )


def _reviews() -> None:
    """The next visit of the same year says of each what became of it."""
    from visits.models import CommitmentReview

    _insert(
        CommitmentReview(verdict="fulfilled", evidence=SENTENCE),
        """visits_commitment c JOIN visits_visit v ON v.id = c.visit_id
           JOIN visits_visit later ON later.assignment_id = v.assignment_id AND later.number = v.number + 1""",
        id=_key("'review ' || c.id"),
        commitment_id="c.id",
        visit_id="later.id",
    )


def _insert(sample: Model, source: str, **computed: str) -> None:
    """Insert a copy of the sample for each row of `source`, with these columns computed from it; the database fills in
    what the sample leaves to it.
    """
    from django.db import connection
    from django.db.models.expressions import DatabaseDefault

    name, columns, values, params = connection.ops.quote_name, [], [], []
    for field in sample._meta.concrete_fields:
        if isinstance(getattr(sample, field.attname), DatabaseDefault):
            continue
        columns.append(name(field.column))
        values.append(computed.get(field.column, "%s"))
        if field.column not in computed:
            params.append(field.get_db_prep_save(field.pre_save(sample, add=True), connection))
    table = name(sample._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {source}", params)


def _numbers(first: int, last: int) -> str:
    return f"({' UNION ALL '.join(f'SELECT {n} AS i' for n in range(first, last + 1))})"


def _key(text: str) -> str:
    """A UUID that is the same whenever the text is."""
    return f"MD5({text}){_on(postgresql='::uuid', sqlite='')}"


def _day_after(day: str, days: str) -> str:
    return _on(postgresql=f"{day} + ({days})::int", sqlite=f"DATE({day}, ({days}) || ' days')")


def _on(**text: str) -> Any:
    from django.db import connection

    return text[connection.vendor]
