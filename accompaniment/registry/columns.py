"""The columns of the registry that are read. DIRECTOR, TELEFONO and EMAIL are not here, so they are never kept."""

from __future__ import annotations

from accompaniment.lib.tables.columns import Column, Identifier
from accompaniment.lib.tables.formats import Format
from accompaniment.lib.tables.limits import MEGABYTE, Limits
from accompaniment.lib.tables.spec import TableSpec

COLUMNS = (
    Identifier("COD_MOD", "COD_MOD", digits=7, is_required=True),
    Identifier("ANEXO", "ANEXO", digits=1, is_required=True),
    Column("CEN_EDU", "CEN_EDU", is_required=True),
    Column("NIV_MOD", "NIV_MOD", is_required=True),
    Identifier("CODOOII", "CODOOII", digits=6, is_required=True),
    Identifier("CODLOCAL", "CODLOCAL", digits=6),
    Column("GESTION", "GESTION"),
    Column("D_GESTION", "D_GESTION"),
    Column("DIR_CEN", "DIR_CEN"),
    Column("CEN_POB", "CEN_POB"),
    Column("DAREACENSO", "DAREACENSO"),
    Identifier("CODGEO", "CODGEO", digits=6),
    Column("D_PROV", "D_PROV"),
    Column("D_DIST", "D_DIST"),
    Column("D_REGION", "D_REGION"),
    Column("D_DREUGEL", "D_DREUGEL"),
    Column("NLAT_IE", "NLAT_IE"),
    Column("NLONG_IE", "NLONG_IE"),
    Column("D_TIPOPROG", "D_TIPOPROG"),
    Column("ESTADO", "ESTADO"),
    Column("D_ESTADO", "D_ESTADO"),
)
WANTED = tuple(column.key for column in COLUMNS)
DIGITS = {column.key: column.digits for column in COLUMNS if isinstance(column, Identifier)}
REGISTRY = TableSpec(
    columns=COLUMNS,
    formats=frozenset({Format.CSV, Format.DBF, Format.XLSX, Format.ZIP}),
    limits=Limits(
        rows=600_000,  # the national file has some 180,000
        size=400 * MEGABYTE,  # the national DBF as it is; in its ZIP it takes some 30
        unpacked=600 * MEGABYTE,  # the national file takes some 280 MB out of its ZIP
        columns=1000,
        cells=100_000_000,
        seconds=60,
        megabytes=300,
    ),
    has_unnamed_columns=True,
)
