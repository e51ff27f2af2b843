"""What a file says of networks: which service goes to which, row by row, or why not."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from accompaniment.accounts.models import User
from accompaniment.lib.identifiers import repair_digits
from accompaniment.lib.tables.cells import EMPTY, Cell, trouble_of
from accompaniment.lib.tables.errors import UnreadableTable
from accompaniment.lib.tables.source import open_table
from accompaniment.lib.tables.spec import TableSpec
from accompaniment.lib.text import fold
from accompaniment.territory.models import Institution

NAME_LENGTH = 80


@dataclass(frozen=True)
class NetworkRow:
    """What a row of the file does: `reason` says why nothing, else `network` is where `service`, in words, goes."""

    number: int
    code: str
    network: str
    service: str = ""
    former: str = ""
    reason: str = ""

    @property
    def is_same(self) -> bool:
        return not self.reason and fold(self.former) == fold(self.network)

    @property
    def changes(self) -> bool:
        return not (self.reason or self.is_same)


@dataclass(frozen=True)
class NetworkList:
    """What every row of a file does, and what is to be said of the file."""

    rows: list[NetworkRow]
    notes: list[str]

    def as_json(self) -> dict[str, Any]:
        return {"rows": [asdict(row) for row in self.rows], "notes": self.notes}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> NetworkList:
        return cls([NetworkRow(**row) for row in data.get("rows", [])], data.get("notes", []))

    @property
    def changing(self) -> list[NetworkRow]:
        return [row for row in self.rows if row.changes]


def read_networks(path: Path, spec: TableSpec, *, by: User) -> NetworkList:
    """Return what an uploaded file would do within the UGELs that the person keeps. Raises UnreadableTable."""
    with open_table(path, spec) as table:
        read = [_read(row.number, cells) for row in table if (cells := row.cells())]
    if not read:
        nothing = _("El archivo tiene los títulos de las columnas, pero ninguna fila.")
        raise UnreadableTable(" ".join([nothing, *table.notes]))
    managed = Institution.objects.managed_by(by).filter(modular_code__in={row.code[:7] for row in read})
    places = {place.modular_code + place.annex: place for place in managed.select_related("network")}
    seen: dict[str, NetworkRow] = {}
    return NetworkList([_place(row, places, seen) for row in read], table.notes)


def _read(number: int, cells: dict[str, Cell]) -> NetworkRow:
    for cell in cells.values():
        if trouble := trouble_of(cell.text):
            return NetworkRow(number, "", "", reason=trouble.sentence)
    code, _dash, rest = cells.get("modular_code", EMPTY).text.partition("-")
    annex, network = rest or cells.get("annex", EMPTY).text, cells.get("network", EMPTY).text
    try:
        modular_code = repair_digits(code, 7)
    except ValueError:
        return NetworkRow(number, code, network, reason=_("El código modular tiene 7 dígitos."))
    if not modular_code:
        return NetworkRow(number, "", network, reason=_("Falta el código modular."))
    try:
        key = modular_code + (repair_digits(annex, 1) or "0")
    except ValueError:
        return NetworkRow(number, modular_code, network, reason=_("El anexo es un solo dígito, sin letras."))
    if not network:
        return NetworkRow(number, key, network, reason=_("Falta el nombre de la red."))
    if len(network) > NAME_LENGTH:
        return NetworkRow(number, key, network, reason=_("El nombre de la red es demasiado largo: caben 80 letras."))
    return NetworkRow(number, key, network)


def _place(row: NetworkRow, places: dict[str, Institution], seen: dict[str, NetworkRow]) -> NetworkRow:
    if row.reason:
        return row
    place = places.get(row.code)
    if place is None:
        return replace(row, reason=_("No encontramos este servicio en tu UGEL."))
    service = f"{place.name} · {place.code}"
    first = seen.setdefault(row.code, row)
    if fold(first.network) != fold(row.network):
        reason = _("La línea %(line)s le da otra red.") % {"line": first.number}
        return replace(row, service=service, reason=reason)
    return replace(row, service=service, former=place.network.name if place.network else "")
