"""The columns of a file of networks."""

from __future__ import annotations

from accompaniment.lib.tables.columns import Column, Identifier
from accompaniment.lib.tables.formats import Format
from accompaniment.lib.tables.limits import Limits
from accompaniment.lib.tables.spec import TableSpec

MODULAR_CODE = Identifier(
    "modular_code", "Código modular", 7, others=["cod mod", "cod modular", "código"], is_required=True, width=14
)
ANNEX = Identifier("annex", "Anexo", 1, width=8)
NETWORK = Column("network", "Red", others=["red educativa", "nombre de la red"], is_required=True, width=20)
NETWORKS = TableSpec(
    columns=(MODULAR_CODE, ANNEX, NETWORK),
    formats=frozenset({Format.CSV, Format.XLSX}),
    limits=Limits(rows=5000),
)
