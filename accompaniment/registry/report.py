"""Every refused row and every warning of an import, in a file: all of them, to page through and to take away."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import TextIOWrapper
from itertools import islice
from typing import IO, Any

from django.utils.translation import gettext as _

from accompaniment.exports.listing import Listing
from accompaniment.lib.tables.columns import Column, WholeNumber

from .faults import CellFault
from .models import RegistryImport
from .summary import ImportSummary
from .wording import REASONS


class Report:
    """Writes faults as they are found; `kind` says whether the line was refused or entered all the same."""

    def __init__(self, file: IO[str]) -> None:
        self.writer = csv.writer(file)

    def __call__(self, kind: str, faults: list[CellFault]) -> None:
        self.writer.writerows((kind, f.line, f.column, f.code, f.value) for f in faults)


def faults_of(record: RegistryImport, kind: str, code: str = "") -> Iterator[CellFault]:
    """Yield the faults of one kind, in the order of the file; with `code` those of one reason."""
    for fault in _all(record, kind):
        if not code or fault.code == code:
            yield fault


def _all(record: RegistryImport, kind: str) -> Iterator[CellFault]:
    if not record.report.name:  # an import of before there were reports: the first two hundred
        yield from (CellFault(*entry) for entry in ImportSummary.from_json(record.summary).lists.get(kind, []))
        return
    with record.report.open("rb") as file:
        for found, line, column, code, value in csv.reader(TextIOWrapper(file.file, encoding="utf-8", newline="")):
            if found == kind:
                yield CellFault(int(line), column, code, value)


class Faults(Sequence[CellFault]):
    """One kind of faults as a list that a paginator cuts, without reading more than the page asks for into memory."""

    def __init__(self, record: RegistryImport, *, kind: str, code: str) -> None:
        self.record, self.kind, self.code = record, kind, code

    def __len__(self) -> int:
        if not self.record.report:
            return sum(1 for _fault in faults_of(self.record, self.kind, self.code))
        reasons = dict(ImportSummary.from_json(self.record.summary).reasons(self.kind))
        return reasons.get(self.code, 0) if self.code else sum(reasons.values())

    def __getitem__(self, wanted: Any) -> Any:
        return list(islice(faults_of(self.record, self.kind, self.code), wanted.start, wanted.stop))


def faults_table(faults: Faults) -> Listing:
    """Every refused row, or every warning, with its line, column, value and reason."""
    columns = [
        WholeNumber("line", _("Línea"), width=10),
        Column("column", _("Columna"), width=14),
        Column("value", _("Valor"), width=30),
        Column("reason", _("Motivo"), width=60),
    ]
    words = {name: str(reason) for name, reason in REASONS.items()}  # in the language of who asks: rows come later
    found = faults_of(faults.record, faults.kind, faults.code)
    entries = ([[fault.line, fault.column, fault.value, words.get(fault.code, fault.code)]] for fault in found)
    return Listing(f"padron-{faults.kind}", columns, len(faults), entries)
