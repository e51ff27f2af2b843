"""Small registries for the tests, made by hand: as rows, as CSV, as DBF and as ZIP."""

import csv
import io
import struct
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

from django.db import transaction

from accompaniment.lib.tables.cells import TableRow
from accompaniment.registry import reader, staged
from accompaniment.registry.columns import REGISTRY
from accompaniment.registry.importer import RegistryImporter
from accompaniment.registry.rules import Rules
from accompaniment.registry.summary import ImportSummary

BASE = {
    "COD_MOD": "0403691",
    "ANEXO": "0",
    "CODLOCAL": "725808",
    "CEN_EDU": "217 NIÑO DE PRAGA",
    "NIV_MOD": "A2",
    "GESTION": "1",
    "D_GESTION": "Pública de gestión directa",
    "DIRECTOR": "PERSONA QUE NO SE LEE",
    "TELEFONO": "984000000",
    "EMAIL": "no.se.lee@example.pe",
    "DIR_CEN": "JIRÓN SUCRE S/N",
    "CEN_POB": "URUBAMBA",
    "DAREACENSO": "Urbana",
    "CODGEO": "081301",
    "D_PROV": "URUBAMBA",
    "D_DIST": "URUBAMBA",
    "D_REGION": "DRE CUSCO",
    "CODOOII": "080013",
    "D_DREUGEL": "UGEL URUBAMBA",
    "NLAT_IE": "-13.3047",
    "NLONG_IE": "-72.1167",
    "D_TIPOPROG": "",
    "ESTADO": "1",
    "D_ESTADO": "Activa",
}


def limit(monkeypatch, **limits: int) -> None:
    """Let the registry be no larger than this."""
    monkeypatch.setattr(reader, "REGISTRY", replace(REGISTRY, limits=replace(REGISTRY.limits, **limits)))


def row(**cells: str) -> dict[str, str]:
    return {**BASE, **cells}


def rows(count: int, **cells: str) -> list[dict[str, str]]:
    """`count` jardines with codes 0500001, 0500002, …"""
    return [row(COD_MOD=f"05{n:05}", CEN_EDU=f"JARDÍN {n}", **cells) for n in range(1, count + 1)]


def as_csv(table: list[dict[str, str]], *, separator: str = ",") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(table[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(table)
    return out.getvalue()


def as_dbf(table: list[dict[str, str]], *, padding: bytes = b" ", deleted: tuple[int, ...] = ()) -> bytes:
    """A dBase III table in cp850 whose header says nothing of its letters."""
    widths = {name: max([len(r[name]) for r in table] + [1]) for name in table[0]}
    fields = b"".join(struct.pack("<11scLBB14s", n.encode(), b"C", 0, w, 0, b"") for n, w in widths.items())
    length = 1 + sum(widths.values())
    header = struct.pack("<BBBBLHH20s", 3, 126, 8, 28, len(table), 32 + len(fields) + 1, length, b"")
    records = b"".join(
        (b"*" if n in deleted else b" ")
        + b"".join(r[name].encode("cp850").ljust(width, padding) for name, width in widths.items())
        for n, r in enumerate(table, start=1)
    )
    return header + fields + b"\r" + records + b"\x1a"


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def write_zip(folder: Path, members: dict[str, str | bytes], name: str = "padron.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return path


def table_rows(table: list[dict[str, str]]) -> list[TableRow]:
    return [TableRow(n, cells) for n, cells in enumerate(table, start=2)]


def run(
    table: list[dict[str, str]], *, writes: bool = True, rules: Rules | None = None, **options: int
) -> ImportSummary:
    """What an import of the table does, or, unless it `writes`, would do."""
    rules = rules or Rules()
    if not writes:
        return RegistryImporter(rules=rules, **options).run(table_rows(table))
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        notes = Path(folder) / "staged.jsonl"
        importer = RegistryImporter(rules=rules, staged=staged.Staged(notes), **options)
        summary = importer.run(table_rows(table))
        with staged.loaded(notes):
            staged.write(notes, new=importer.offices.new.values(), today=importer.today)
    return summary
