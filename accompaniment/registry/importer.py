"""Compares the lines of a registry with the institutions that we hold, in batches; it only reads.

What is new enters only when it is initial and public (or everything, with `all_levels`). What we hold already is kept
up to date whatever its level. What we hold, the import covers and the file no longer names is closed, never deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice
from typing import TypeVar

from django.utils import timezone

from accompaniment.lib.search import search_key
from accompaniment.lib.tables.cells import TableRow
from accompaniment.lib.text import fold
from accompaniment.territory.locations.services import Move, where_of
from accompaniment.territory.models import Institution, service_code

from .differences import FieldChange, ManualMoves, differences, is_move
from .faults import CellFault
from .offices import Offices
from .rows import RegistryService, RowReading, is_kept, read_row
from .rules import Rules
from .staged import Staged
from .summary import ImportSummary, UgelClosures

BATCH = 1000
OF_EVERY_LINE = frozenset({"modular_code", "annex"})  # beside the values that it has
Report = Callable[[str, list[CellFault]], None]

T = TypeVar("T")


class RegistryImporter:
    """One run over one file. It counts; what is to be written it notes in `staged`, and every fault in `report`."""

    def __init__(
        self, *, rules: Rules, staged: Staged | None = None, report: Report | None = None, batch: int = BATCH
    ) -> None:
        self.rules = rules
        self.staged = staged
        self.report = report or (lambda _kind, _faults: None)
        self.batch = batch
        self.today: date = timezone.localdate()
        self.summary = ImportSummary()
        self.offices = Offices()
        self.manual_moves = ManualMoves()
        self.named: set[str] = set()  # of every line, also of refused ones: what is named has not vanished
        self.unread_names: set[str] = set()  # names of lines whose key could not be read
        self.seen_ugels: dict[str, int] = {}

    def run(self, rows: Iterable[TableRow]) -> ImportSummary:
        """Take every row, then close what has vanished; return what would be done."""
        for readings in _batched((read_row(row) for row in rows), self.batch):
            self._take_batch(readings)
        for ugel_id in self.seen_ugels.values():
            self._close_vanished(ugel_id)
        self.summary.new_ugels = [office.name for office in self.offices.new.values()]
        if self.staged:
            self.staged.finish()
        return self.summary

    # --- Lines ---------------------------------------------------------------------------------------------------
    def _take_batch(self, readings: list[RowReading]) -> None:
        codes = {reading.key[:7] for reading in readings if reading.key}
        held = {
            institution.modular_code + institution.annex: institution
            for institution in Institution.objects.filter(modular_code__in=codes).order_by()
        }
        for reading in readings:
            self.summary.counts["lines"] += 1
            self._take(reading, held.get(reading.key or ""))

    def _take(self, reading: RowReading, held: Institution | None) -> None:
        is_repeated = reading.key in self.named
        self._note_name(reading)
        is_ours = held is not None and self.rules.covers(held.ugel_id)
        if not (is_ours or reading.is_initial_and_public or self.rules.all_levels):
            self.summary.counts["left_out"] += 1
            return
        fault = self._objection(reading, held, is_repeated=is_repeated)
        if fault or reading.row is None:
            self._refuse([fault] if fault else reading.refusals)
            return
        if reading.warnings:
            self.summary.warn(reading.warnings)
            self.report("warnings", reading.warnings)
        if held is None:
            self._create(reading.row)
        else:
            self._update(held, reading.row)

    def _refuse(self, faults: list[CellFault]) -> None:
        self.summary.refuse(faults)
        self.report("refused", faults)

    def _note_name(self, reading: RowReading) -> None:
        if reading.key:
            self.named.add(reading.key)
        elif reading.name:
            self.unread_names.add(reading.name)

    def _objection(self, reading: RowReading, held: Institution | None, *, is_repeated: bool) -> CellFault | None:
        """Return why a line may not enter, however well it reads; None when it may."""
        code, key = reading.ugel_code, reading.key or ""
        if code and not self.rules.covers(self.offices.find(code)):
            return CellFault(reading.line, "CODOOII", "other_ugel", code)
        if is_repeated:
            return CellFault(reading.line, "COD_MOD", "repeated", key[:7])
        if held is not None and not self.rules.covers(held.ugel_id):
            # Taking a service over from another UGEL would also take over its people.
            return CellFault(reading.line, "COD_MOD", "held_by_other_ugel", key[:7])
        if reading.row and not self.offices.may_keep(reading.row):
            return CellFault(reading.line, "D_REGION", "new_ugel_without_region", code)
        return None

    # --- Changes -------------------------------------------------------------------------------------------------
    def _create(self, row: RegistryService) -> None:
        """Add a service, unless the registry already gives it as closed: nobody here ever worked with it."""
        self._see_ugel(row)
        if not row.is_active:
            self.summary.counts["already_closed"] += 1
            return
        self.offices.keep(row)
        values = {"kind": Institution.Kind.OTHER, **row.values}
        self.summary.add("created", service_code(row.modular_code, row.annex), values["name"], values["kind"])
        if self.staged:
            key = {"modular_code": row.modular_code, "annex": row.annex}
            self.staged.service({**values, **key, "search_name": search_key(values["name"])}, row.ugel_code)

    def _update(self, held: Institution, row: RegistryService) -> None:
        self._see_ugel(row)
        self.offices.keep(row)
        changes = self.manual_moves.news(held, differences(held, row.values))
        brought = self._take_over(held, row, changes)
        ugel_code = self.offices.code(held.ugel_id)
        if row.ugel_code != ugel_code:
            changes.append(FieldChange("ugel", self.offices.name(ugel_code), self.offices.name(row.ugel_code)))
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
            if not brought:
                return
        if self.staged:
            moves = held.is_pronoei and is_move(change for change in changes if change.field not in brought)
            self._stage(self.staged, held, row, changes, moves=moves)

    def _take_over(self, held: Institution, row: RegistryService, changes: list[FieldChange]) -> frozenset[str]:
        """Return what the UGEL wrote down and the registry now brings; it is the registry's from here on."""
        brought = held.by_ugel & {*OF_EVERY_LINE, *row.values}
        if brought:
            replaced = [change for change in changes if change.field in brought]
            self.summary.add_changes("taken_over", held.code, held.name, replaced)
            held.ours = " ".join(sorted(held.by_ugel - brought))
        return brought

    def _stage(
        self, staged: Staged, held: Institution, row: RegistryService, changes: list[FieldChange], *, moves: bool
    ) -> None:
        former = where_of(held)
        for change in changes:
            if change.field != "ugel":
                setattr(held, change.field, change.new)
        held.search_name = search_key(held.name)
        if row.is_active != (held.state == Institution.State.OPEN):
            held.state = Institution.State.OPEN if row.is_active else Institution.State.CLOSED
            held.closed_on = None if row.is_active else self.today
        staged.service(vars(held), row.ugel_code)
        if moves:
            staged.moved(Move(held.pk, former, where_of(held)))

    # --- Closures ------------------------------------------------------------------------------------------------
    def _see_ugel(self, row: RegistryService) -> None:
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
            .of_registry()
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
        for pk, modular_code, annex, name in self._covered(ugel_id):
            if modular_code + annex in self.named or fold(name) in self.unread_names:
                continue
            self._closures(ugel_id).closing += 1
            self.summary.add("closed", service_code(modular_code, annex), name, "vanished")
            if self.staged:
                self.staged.closed(pk)


def _batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch
