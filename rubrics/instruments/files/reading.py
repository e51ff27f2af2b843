"""Reads a file that somebody brings: its data, or everything that is wrong with it, each with its place."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from django.utils.translation import gettext as _

from accompaniment.lib.tables.errors import UnreadableTable
from accompaniment.lib.tables.formats import OLD_EXCEL, ZIP_MARKS
from accompaniment.lib.tables.limits import Limits, within
from rubrics.instruments.checks import InstrumentFault, describe_place, instrument_faults, parsed

from .sheets import InstrumentBook, read_book
from .vocabulary import LIMITS, called

MOST_BYTES = LIMITS.size
MOST_FAULTS = 50  # that a page lists


@dataclass(frozen=True)
class Brought:
    """What a file says: data ready to become a draft when there are no `faults`."""

    data: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    more: int = 0  # faults beyond those listed


def read_file(content: bytes, name: str, limits: Limits = LIMITS) -> Brought:
    """Read an instrument's file, JSON or workbook. Raises UnreadableTable when it is neither."""
    if len(content) > MOST_BYTES:
        raise UnreadableTable(_("El archivo pesa demasiado para un instrumento: aquí cabe hasta 1 MB."))
    if content.startswith(OLD_EXCEL):
        raise UnreadableTable(
            _("El archivo es de un Excel antiguo o tiene clave. Guárdalo como «Libro de Excel (.xlsx)», sin clave.")
        )
    if content.startswith(ZIP_MARKS):
        return _from_book(content, limits)
    if PurePath(name).suffix.lower() == ".xlsx":
        raise UnreadableTable(_("El archivo no es un libro de Excel (.xlsx), aunque su nombre lo diga."))
    return _from_json(content)


def _from_json(content: bytes) -> Brought:
    try:
        data = parsed(content)
    except UnicodeDecodeError as error:
        raise UnreadableTable(_("El archivo no es texto en UTF-8: sube el .json o el .xlsx tal como salió.")) from error
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        text = _("No es un archivo JSON válido: revisa la línea %(line)d, o súbelo como libro de Excel (.xlsx).")
        raise UnreadableTable(text % {"line": line}) from error
    return _judged(data, list(instrument_faults(data)), _in_json)


def _in_json(fault: InstrumentFault) -> str:
    return f"{describe_place(fault.row or fault.place).capitalize()}: {fault.message()}"


def _from_book(content: bytes, limits: Limits) -> Brought:
    with tempfile.TemporaryDirectory(prefix="instrument-") as folder:
        path = Path(folder) / "book.xlsx"
        path.write_bytes(content)
        book = within(limits, read_book, path)
    return _judged(book.data, [*book.faults, *instrument_faults(book.data)], lambda fault: _in_book(fault, book))


def _in_book(fault: InstrumentFault, book: InstrumentBook) -> str:
    sheet, row = book.where(fault.row or fault.place, fault.name)
    reason = fault.message(called)
    if row:
        return _("Hoja «%(sheet)s», fila %(row)d: %(reason)s") % {"sheet": sheet, "row": row, "reason": reason}
    return _("Hoja «%(sheet)s»: %(reason)s") % {"sheet": sheet, "reason": reason}


def _judged(data: Any, faults: list[InstrumentFault], describe: Callable[[InstrumentFault], str]) -> Brought:
    if not faults:
        return Brought(data)
    sentences = list(dict.fromkeys(describe(fault) for fault in faults))
    return Brought(faults=sentences[:MOST_FAULTS], more=max(len(sentences) - MOST_FAULTS, 0))
