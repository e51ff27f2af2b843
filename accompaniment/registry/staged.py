"""What an import will write, kept in a file until all of it is written at once.

Why: reading and comparing a national file takes half a minute, and on SQLite whoever writes makes every other writer
wait. So the comparison only reads and notes here, a thousand rows a line, what is to be written. The notes are loaded
into a table of this connection alone, which locks nothing, and one short transaction moves them over by one statement.
Memory stays the same whatever the file's length, other writers wait for that statement alone (`make bench` measures
both), and a worker that dies before it ends leaves no trace. The statement is an upsert: a service that appeared
meanwhile is brought up to date, never a conflict.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from accompaniment.territory.locations.models import Location
from accompaniment.territory.locations.services import Move, note_moves
from accompaniment.territory.models import Institution, Ugel

from . import offices
from .offices import NewOffice

AT_ONCE = 1000
KEY = ("modular_code", "annex")
ELSEWHERE = {"id", "ugel", "network"}  # the key, what is noted by its code, and what no registry knows of
FIELDS = [field for field in Institution._meta.concrete_fields if field.name not in ELSEWHERE]
COLUMNS = [str(field.column) for field in FIELDS]
EMPTY = [(field.attname, getattr(Institution(), field.attname)) for field in FIELDS]
NOTES = "registry_notes"


class Staged:
    """The notes of one import, while they are being made."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = path.open("w", encoding="utf-8")
        self.waiting: dict[str, list[Any]] = {"services": [], "closed": [], "moves": []}

    def service(self, values: Mapping[str, Any], ugel_code: str) -> None:
        """Note that a service is to have these values, and elsewhere nothing, in the UGEL with this code."""
        self._note("services", [*(values.get(name, nothing) for name, nothing in EMPTY), ugel_code])

    def closed(self, institution_id: int) -> None:
        self._note("closed", institution_id)

    def moved(self, move: Move) -> None:
        self._note("moves", [move.institution, dict(move.former), dict(move.now)])

    def finish(self) -> None:
        for kind in self.waiting:
            self._flush(kind)
        self.file.close()

    def _note(self, kind: str, row: Any) -> None:
        self.waiting[kind].append(row)
        if len(self.waiting[kind]) == AT_ONCE:
            self._flush(kind)

    def _flush(self, kind: str) -> None:
        if self.waiting[kind]:
            self.file.write(json.dumps([kind, self.waiting[kind]], default=str) + "\n")
            self.waiting[kind] = []


@contextlib.contextmanager
def loaded(path: Path) -> Iterator[None]:
    """Within the block the services that were noted stand ready to be written, in a table nobody else sees."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            cursor.execute("PRAGMA temp_store = FILE")  # this table may be longer than what fits in memory
        cursor.execute(f"DROP TABLE IF EXISTS {NOTES}")
        cursor.execute(_sql("CREATE TEMP TABLE {notes} AS SELECT {held}, u.code AS ugel_code {source} WHERE 1 = 0"))
        try:
            for rows in _lines(path, "services"):
                _load(cursor, rows)
            yield
        finally:
            cursor.execute(f"DROP TABLE {NOTES}")


def _load(cursor: Any, rows: list[list[Any]]) -> None:
    one = f"({', '.join(['%s'] * len(rows[0]))})"
    if connection.vendor == "sqlite":  # each driver in the way that is fast with it
        cursor.executemany(f"INSERT INTO {NOTES} VALUES {one}", rows)  # noqa: S608 : names only
    else:
        values = ", ".join([one] * len(rows))
        cursor.execute(f"INSERT INTO {NOTES} VALUES {values}", [cell for row in rows for cell in row])  # noqa: S608


def write(path: Path, *, new: Iterable[NewOffice], today: date) -> None:
    """Write what was noted; must be inside a transaction, and inside `loaded`."""
    offices.store(new)
    with connection.cursor() as cursor:
        cursor.execute(_upsert())
    for keys in _lines(path, "closed"):
        _close(keys, today)
    for moves in _lines(path, "moves"):
        note_moves([Move(*move) for move in moves], on=today, source=Location.Source.REGISTRY)


def _lines(path: Path, wanted: str) -> Iterator[list[Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.startswith(f'["{wanted}"'):
                yield json.loads(line)[1]


def _upsert() -> str:
    """Create or bring up to date; a service that changes its UGEL leaves its network, which belongs to the other."""
    updates = [f"{column} = excluded.{column}" for column in (*COLUMNS, "ugel_id")]
    updates.append("network_id = CASE WHEN i.ugel_id = excluded.ugel_id THEN i.network_id END")
    insert = "INSERT INTO {institutions} AS i ({columns}, ugel_id) SELECT {noted}, u.id FROM {notes} n {joined}"
    return _sql(insert + " WHERE 1 = 1 ON CONFLICT ({key}) DO UPDATE SET {updates}", updates=", ".join(updates))


def _sql(statement: str, **parts: str) -> str:
    institutions, ugels = Institution._meta.db_table, Ugel._meta.db_table
    return statement.format(
        notes=NOTES,
        institutions=institutions,
        columns=", ".join(COLUMNS),
        noted=", ".join(f"n.{column}" for column in COLUMNS),
        held=", ".join(f"i.{column}" for column in COLUMNS),
        joined=f"JOIN {ugels} u ON u.code = n.ugel_code",
        source=f"FROM {institutions} i JOIN {ugels} u ON u.id = i.ugel_id",
        key=", ".join(KEY),
        **parts,
    )


def _close(keys: list[int], today: date) -> None:
    still_open = Institution.objects.open().filter(pk__in=keys)
    still_open.update(state=Institution.State.CLOSED, closed_on=today)
