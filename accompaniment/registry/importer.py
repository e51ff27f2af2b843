"""Compares the lines of a registry with the institutions that we hold, in batches, and writes when it is told to.

What is new enters only when it is initial and public (or everything, with `all_levels`). What we hold already is kept
up to date whatever its level. What we hold, the import covers and the file no longer names is closed, never deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TypeVar

from django.utils import timezone

from ..models import Institution
from ..text import fold
from .changes import Change, differences
from .lines import Line
from .offices import Offices
from .rows import Fault, Reading, Row, is_kept, read_row
from .summary import Summary, UgelClosures

BATCH = 1000
UPDATE_BATCH = 200  # an update of many rows is one long CASE for each field

T = TypeVar("T")


@dataclass(frozen=True)
class Rules:
    """What an import keeps. `ugels` are the UGELs it may touch; None means every one, also those still unknown."""

    all_levels: bool = False
    ugels: frozenset[int] | None = None

    def covers(self, ugel_id: int | None) -> bool:
        return self.ugels is None or ugel_id in self.ugels


class Importer:
    """One run over one file. With `writes` it must be inside a transaction; without, it only counts."""

    def __init__(self, *, rules: Rules, writes: bool, batch: int = BATCH) -> None:
        self.rules = rules
        self.writes = writes
        self.batch = batch
        self.today: date = timezone.localdate()
        self.summary = Summary()
        self.offices = Offices(writes=writes)
        self.named: set[str] = set()  # keys of every line, also of refused ones: what is named has not vanished
        self.unread_names: set[str] = set()  # names of lines whose key could not be read
        self.seen_ugels: dict[str, int] = {}
        self.to_create: list[Institution] = []
        self.to_update: list[Institution] = []
        self.updated_fields: set[str] = set()

    def run(self, lines: Iterable[Line]) -> Summary:
        """Take every line, then close what has vanished; return what was, or would be, done."""
        for readings in _batched((read_row(line) for line in lines), self.batch):
            self._take_batch(readings)
        for ugel_id in self.seen_ugels.values():
            self._close_vanished(ugel_id)
        self._write()
        self.summary.new_ugels = self.offices.created
        return self.summary

    # --- Lines ---------------------------------------------------------------------------------------------------
    def _take_batch(self, readings: list[Reading]) -> None:
        codes = {reading.key[:7] for reading in readings if reading.key}
        held = {
            institution.modular_code + institution.annex: institution
            for institution in Institution.objects.filter(modular_code__in=codes).select_related("ugel")
        }
        for reading in readings:
            self.summary.counts["lines"] += 1
            self._take(reading, held.get(reading.key or ""))
        self._write()

    def _take(self, reading: Reading, held: Institution | None) -> None:
        is_repeated = reading.key in self.named
        self._note_name(reading)
        is_ours = held is not None and self.rules.covers(held.ugel_id)
        if not (is_ours or reading.is_initial_and_public or self.rules.all_levels):
            self.summary.counts["left_out"] += 1
            return
        fault = self._objection(reading, held, is_repeated=is_repeated)
        if fault or reading.row is None:
            self.summary.refuse([fault] if fault else reading.refusals)
            return
        self.summary.warn(reading.warnings)
        if held is None:
            self._create(reading.row)
        else:
            self._update(held, reading.row)

    def _note_name(self, reading: Reading) -> None:
        if reading.key:
            self.named.add(reading.key)
        elif reading.name:
            self.unread_names.add(reading.name)

    def _objection(self, reading: Reading, held: Institution | None, *, is_repeated: bool) -> Fault | None:
        """Return why a line may not enter, however well it reads; None when it may."""
        code, key = reading.ugel_code, reading.key or ""
        if code and not self.rules.covers(self.offices.find(code)):
            return Fault(reading.line, "CODOOII", "other_ugel", code)
        if is_repeated:
            return Fault(reading.line, "COD_MOD", "repeated", key[:7])
        if held is not None and not self.rules.covers(held.ugel_id):
            # Taking a service over from another UGEL would also take over its people.
            return Fault(reading.line, "COD_MOD", "held_by_other_ugel", key[:7])
        if reading.row and not self.offices.may_keep(reading.row):
            return Fault(reading.line, "D_REGION", "new_ugel_without_region", code)
        return None

    # --- Changes -------------------------------------------------------------------------------------------------
    def _create(self, row: Row) -> None:
        """Add a service, unless the registry already gives it as closed: nobody here ever worked with it."""
        self._see_ugel(row)
        if not row.is_active:
            self.summary.counts["already_closed"] += 1
            return
        ugel_id = self.offices.keep(row)
        values = {"kind": Institution.Kind.OTHER, **row.values}
        institution = Institution(modular_code=row.modular_code, annex=row.annex, **values)
        self.summary.add("created", institution.code, institution.name, institution.kind)
        if self.writes and ugel_id is not None:
            institution.ugel_id = ugel_id
            institution.search_name = _search_name(institution.name)
            self.to_create.append(institution)

    def _update(self, held: Institution, row: Row) -> None:
        self._see_ugel(row)
        changes = differences(held, row.values)
        if self.offices.keep(row) != held.ugel_id:
            changes.append(Change("ugel", held.ugel.name, self.offices.name(row.ugel_code)))
        was_open = held.state == Institution.State.OPEN
        if was_open and not row.is_active:
            self._count_closing(held)
            self.summary.add("closed", held.code, held.name, "state")
        elif row.is_active and not was_open:
            self.summary.add_changes("reopened", held.code, held.name, changes)
        elif changes:
            self.summary.add_changes("changed", held.code, held.name, changes)
        else:
            self.summary.counts["unchanged"] += 1
            return
        if self.writes:
            self._prepare(held, row, changes, is_open=row.is_active)

    def _prepare(self, held: Institution, row: Row, changes: list[Change], *, is_open: bool) -> None:
        for change in changes:
            if change.field == "ugel":
                held.ugel = self.offices.by_code[row.ugel_code]
                held.network = None  # a network belongs to its UGEL
                self.updated_fields |= {"ugel", "network"}
            else:
                setattr(held, change.field, change.new)
                self.updated_fields.add(change.field)
        held.search_name = _search_name(held.name)
        if is_open != (held.state == Institution.State.OPEN):
            held.state = Institution.State.OPEN if is_open else Institution.State.CLOSED
            held.closed_on = None if is_open else self.today
        self.updated_fields |= {"search_name", "state", "closed_on"}
        self.to_update.append(held)

    # --- Closures ------------------------------------------------------------------------------------------------
    def _see_ugel(self, row: Row) -> None:
        """Remember, before anything of it is written, how many open services an import of this UGEL covers."""
        ugel_id = self.offices.find(row.ugel_code)
        if ugel_id is not None and row.ugel_code not in self.seen_ugels:
            self.seen_ugels[row.ugel_code] = ugel_id
            self._closures(ugel_id)

    def _closures(self, ugel_id: int) -> UgelClosures:
        ugel = self.offices.by_id[ugel_id]
        if ugel.code not in self.summary.ugels:
            self.summary.ugels[ugel.code] = UgelClosures(ugel.name, sum(1 for _ in self._covered(ugel_id)))
        return self.summary.ugels[ugel.code]

    def _covered(self, ugel_id: int) -> Iterator[tuple[int, str, str, str]]:
        """Yield key, modular code, annex and name of the open services of a UGEL that the import answers for."""
        rows = (
            Institution.objects.open()
            .filter(ugel=ugel_id)
            .values_list("pk", "modular_code", "annex", "name", "level_code", "management")
        )
        for pk, modular_code, annex, name, level, management in rows.iterator(chunk_size=2000):
            if self.rules.all_levels or is_kept(level, management):
                yield pk, modular_code, annex, name

    def _count_closing(self, institution: Institution) -> None:
        self._closures(institution.ugel_id).closing += 1

    def _close_vanished(self, ugel_id: int) -> None:
        """Close what the file no longer names; a service whose line could not be read may be the one with its name."""
        gone = []
        for pk, modular_code, annex, name in self._covered(ugel_id):
            if modular_code + annex in self.named or fold(name) in self.unread_names:
                continue
            gone.append(pk)
            self._closures(ugel_id).closing += 1
            code = Institution(modular_code=modular_code, annex=annex).code
            self.summary.add("closed", code, name, "vanished")
        if self.writes:
            for pks in _batched(gone, self.batch):
                Institution.objects.filter(pk__in=pks).update(state=Institution.State.CLOSED, closed_on=self.today)

    def _write(self) -> None:
        if self.to_create:
            Institution.objects.bulk_create(self.to_create, batch_size=self.batch)
        if self.to_update:
            Institution.objects.bulk_update(self.to_update, sorted(self.updated_fields), batch_size=UPDATE_BATCH)
        self.to_create, self.to_update, self.updated_fields = [], [], set()


def _search_name(name: str) -> str:
    return fold(name)[: Institution._meta.get_field("search_name").max_length]


def _batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch
