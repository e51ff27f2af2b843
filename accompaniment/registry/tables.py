"""What an import refused, as a table to take away."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ..models import RegistryImport
from ..tables.columns import Column, WholeNumber
from ..tables.writing import Table
from .report import faults_of
from .wording import REASONS


def faults_table(record: RegistryImport, *, kind: str, code: str) -> Table:
    """Every refused row, or every warning, with its line, column, value and reason."""
    columns = [
        WholeNumber("line", _("Línea"), width=10),
        Column("column", _("Columna"), width=14),
        Column("value", _("Valor"), width=30),
        Column("reason", _("Motivo"), width=60),
    ]
    words = {name: str(reason) for name, reason in REASONS.items()}  # in the language of who asks: rows come later
    found = faults_of(record, kind, code)
    rows = ([fault.line, fault.column, fault.value, words.get(fault.code, fault.code)] for fault in found)
    return Table(f"padron-{kind}", columns, rows)
