"""One line of the registry into a row that can be stored, or into the reasons why it cannot. No database here.

Three outcomes a cell may have: repaired (a code whose zeros a spreadsheet ate), ignored with a warning (a coordinate
outside Peru) or refused with its line, column and reason (a code that cannot be repaired). An empty cell says nothing,
so it is left out of `RegistryService.values` and never erases what is already known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from accompaniment.lib.coordinates import LATITUDES, LONGITUDES
from accompaniment.lib.identifiers import repair_digits
from accompaniment.lib.tables.cells import TableRow, trouble_of
from accompaniment.lib.text import clean, fold

from .columns import DIGITS
from .faults import CellFault

INITIAL_LEVELS = {"A1": ("cuna", "I"), "A2": ("jardin", "II"), "A3": ("cuna_jardin", ""), "A5": ("pronoei", None)}
PUBLIC = frozenset({"1", "2"})
MANAGEMENT = {"1": "Pública de gestión directa", "2": "Pública de gestión privada", "3": "Privada"}
AREAS = {"URBANA": "urban", "RURAL": "rural"}
TEXTS = {"DIR_CEN": ("address", 160), "CEN_POB": ("place", 80), "D_DIST": ("district", 60), "D_PROV": ("province", 60)}
CODES = {"CODLOCAL": "local_code", "CODGEO": "ubigeo"}
NAME_LENGTH = 120
TERRITORY_LENGTH = 80  # of the name of a UGEL or a region
COORDINATES = {"NLAT_IE": ("latitude", *LATITUDES), "NLONG_IE": ("longitude", *LONGITUDES)}
NO_FRACTION = re.compile(r"\.0+$")
LEVEL = re.compile(r"[A-Z0-9]{1,2}")
CYCLE = re.compile(r"CICLO (II|I)\b")
SHOWN = 40  # characters of a wrong cell that are shown back


@dataclass(frozen=True, slots=True)
class RegistryService:
    """One service as the registry describes it. `values` holds the fields of an institution that are not empty."""

    modular_code: str
    annex: str
    ugel_code: str
    ugel_name: str
    region_name: str
    is_active: bool
    values: dict[str, Any]


@dataclass(slots=True)
class RowReading:
    """What came out of one line: `row` is None when something in it was refused.

    `key` is the modular code with its annex, None when they can't be read; `name` is folded.
    """

    line: int
    key: str | None = None
    name: str = ""
    ugel_code: str = ""
    is_initial_and_public: bool = False
    row: RegistryService | None = None
    refusals: list[CellFault] = field(default_factory=list)
    warnings: list[CellFault] = field(default_factory=list)


def is_public(code: str, text: str) -> bool:
    """Whether a service is public, of direct or private management; one that says nothing of it is taken as public.

    Leaving such a service out would lose a PRONOEI whose line is half empty; a private one that slips in is seen.
    """
    if code.isdigit():
        return code in PUBLIC
    return not text or fold(text).startswith("PUBLICA")


def is_kept(level: str, management: str) -> bool:
    """Whether an institution that we hold belongs to what an import keeps when not all levels are asked for."""
    return level in INITIAL_LEVELS and is_public("", management)


def read_row(row: TableRow) -> RowReading:
    """Return what one row says; never raises, whatever is in it."""
    return _RowReader(row).read()


class _RowReader:
    """Reads the cells of one row and gathers what is wrong with them."""

    def __init__(self, row: TableRow) -> None:
        self.row = row
        self.cells = {name: clean(text) for name, text in row.texts.items() if text}  # most are empty
        self.result = RowReading(line=row.number)

    def cell(self, column: str) -> str:
        return self.cells.get(column, "")

    def number_code(self, column: str) -> str:
        """A small code such as GESTION, which a spreadsheet may have turned into «1.0»."""
        return NO_FRACTION.sub("", self.cell(column))

    def refuse(self, column: str, code: str) -> None:
        self.result.refusals.append(CellFault(self.row.number, column, code, self.cell(column)[:SHOWN]))

    def warn(self, column: str, code: str) -> None:
        self.result.warnings.append(CellFault(self.row.number, column, code, self.cell(column)[:SHOWN]))

    def read(self) -> RowReading:
        level = self.cell("NIV_MOD").upper()
        code = self.number_code("GESTION")
        management = self.cell("D_GESTION") or MANAGEMENT.get(code, "" if code.isdigit() else code)
        result = self.result
        result.is_initial_and_public = level in INITIAL_LEVELS and is_public(code, management)
        result.name = fold(self.cell("CEN_EDU"))
        if self.row.fault:
            result.refusals.append(CellFault(self.row.number, "", self.row.fault))
        for column, text in self.cells.items():
            if trouble := trouble_of(text):
                self.refuse(column, trouble)
        modular_code, annex = self.identifier("COD_MOD"), self.identifier("ANEXO") or "0"
        ugel_code = result.ugel_code = self.identifier("CODOOII")
        if modular_code and not any(fault.column == "ANEXO" for fault in result.refusals):
            result.key = modular_code + annex
        values = {**self.name_and_level(level), **self.details()}
        if management:
            values["management"] = self.cut(management, "D_GESTION", 40)
        if not result.refusals:
            result.row = RegistryService(
                modular_code=modular_code,
                annex=annex,
                ugel_code=ugel_code,
                ugel_name=self.cell("D_DREUGEL")[:TERRITORY_LENGTH],
                region_name=self.cell("D_REGION")[:TERRITORY_LENGTH],
                is_active=self.is_active(),
                values=values,
            )
        return result

    def identifier(self, column: str) -> str:
        """Return a repaired code; empty, with its refusal noted, when it can't be repaired."""
        try:
            code = repair_digits(self.cell(column), DIGITS[column])
        except ValueError:
            self.refuse(column, f"not_{DIGITS[column]}_digits")
            return ""
        if column in CODES:
            return code if code.strip("0") else ""
        if column != "ANEXO" and not code.strip("0"):
            self.refuse(column, "missing")
            return ""
        return code

    def name_and_level(self, level: str) -> dict[str, Any]:
        name = self.cell("CEN_EDU")
        if not name:
            self.refuse("CEN_EDU", "missing")
        elif len(name) > NAME_LENGTH:
            self.refuse("CEN_EDU", "too_long")
        if not level:  # it says nothing of the level, so what we hold stays
            return {"name": name}
        if not LEVEL.fullmatch(level):
            self.refuse("NIV_MOD", "unknown_level")
        kind, cycle = INITIAL_LEVELS.get(level, ("other", ""))
        values: dict[str, Any] = {"name": name, "level_code": level, "kind": kind}
        if kind == "pronoei":
            return {**values, **programme(fold(self.cell("D_TIPOPROG")))}
        return {**values, "cycle": cycle, "setting": ""}

    def details(self) -> dict[str, Any]:
        """Return what the line says of place and address, without what it leaves empty."""
        values: dict[str, Any] = {field: self.identifier(column) for column, field in CODES.items()}
        for column, (field_name, length) in TEXTS.items():
            values[field_name] = self.cut(self.cell(column), column, length)
        for column, (field_name, least, most) in COORDINATES.items():
            values[field_name] = self.coordinate(column, least, most)
        values["area"] = self.area()
        return {field: value for field, value in values.items() if value not in ("", None)}

    def area(self) -> str:
        text = self.cell("DAREACENSO")
        if text and fold(text) not in AREAS:
            self.warn("DAREACENSO", "unknown_area")
        return AREAS.get(fold(text), "")

    def cut(self, text: str, column: str, length: int) -> str:
        if len(text) > length:
            self.warn(column, "cut")
        return text[:length].rstrip()

    def coordinate(self, column: str, least: Decimal, most: Decimal) -> Decimal | None:
        text = self.cell(column).replace(",", ".")
        if not text.strip("0."):  # the registry writes 0 for a place that nobody has located
            return None
        try:
            value = Decimal(text)
            if least <= value <= most:
                return value.quantize(Decimal("0.000001"))
        except InvalidOperation:
            pass
        self.warn(column, "not_in_peru")
        return None

    def is_active(self) -> bool:
        state = self.number_code("ESTADO") or self.cell("D_ESTADO")
        return not state or state == "1" or fold(state) in {"ACTIVA", "ACTIVO"}


def programme(text: str) -> Mapping[str, str]:
    """Return cycle and setting that a folded D_TIPOPROG names, and only what it names."""
    match = CYCLE.match(text)
    values = {"cycle": match.group(1)} if match else {}
    if "ENTORNO FAMILIAR" in text:
        return {**values, "setting": "family"}
    if "ENTORNO COMUNITARIO" in text:
        return {**values, "setting": "community"}
    return values
