"""Opens an Excel workbook (.xlsx), within limits on what it may grow to, and finds the sheet that has the columns."""

from __future__ import annotations

import contextlib
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from openpyxl import load_workbook

from .cells import TableRow
from .errors import UnreadableTable, too_many_rows
from .header import Header, has_columns
from .limits import Limits
from .progress import ReadProgress
from .sheet import Sheet
from .spec import FirstRow, TableSpec
from .zip_file import WORKBOOK_MARK

MACROS = b"macroEnabled"
STRICT = b"http://purl.oclc.org/ooxml/"
WORKBOOK = "xl/workbook.xml"


class ChosenSheet:
    """The sheet of a workbook whose first rows hold most of the known columns, the first one when they tie.

    A sheet that one sees goes before a hidden one when it will do. `notes` name what one would not expect: other sheets
    that were not read, hidden rows and columns that were.
    """

    def __init__(self, sheets: list[Sheet], spec: TableSpec) -> None:
        self.spec = spec
        self.sheet = max(sheets, key=self._merits)
        self.others = [sheet for sheet in sheets if sheet is not self.sheet]
        self.hidden_rows = 0
        self.hidden_columns: list[str] = []

    def _merits(self, sheet: Sheet) -> tuple[bool, int, bool]:
        first, is_seen = self._first(sheet), not sheet.is_hidden
        return is_seen and has_columns(first, self.spec), self.spec.known_among(first), is_seen

    def _first(self, sheet: Sheet) -> list[FirstRow]:
        return sheet.first_rows(self.spec.header_within)

    def first_rows(self) -> list[FirstRow]:
        return self._first(self.sheet)

    def rows(self, header: Header) -> Iterator[TableRow]:
        self.hidden_rows = sum(row.is_hidden for row in self.sheet.below(header))
        hidden = {key for key, at in header.positions.items() if self.sheet.hides(at)}
        self.hidden_columns = [column.heading for column in self.spec.columns if column.key in hidden]
        return self.sheet.rows(header)

    def notes(self) -> list[str]:
        return [*self._about_sheets(), *self._about_hidden()]

    def _about_sheets(self) -> Iterator[str]:
        if left_out := [f"«{sheet.title}»" for sheet in self.others if not sheet.is_empty()]:
            yield _("Se leyó la hoja «%(sheet)s»; no se leyeron otras: %(others)s.") % {
                "sheet": self.sheet.title,
                "others": ", ".join(left_out),
            }

    def _about_hidden(self) -> Iterator[str]:
        if self.hidden_rows:
            yield ngettext(
                "Entró también %(n)d fila oculta, por un filtro o a mano.",
                "Entraron también %(n)d filas ocultas, por un filtro o a mano.",
                self.hidden_rows,
            ) % {"n": self.hidden_rows}
        if self.hidden_columns:
            yield _("Se leyeron también columnas ocultas: %(columns)s.") % {"columns": ", ".join(self.hidden_columns)}


@contextlib.contextmanager
def open_sheet(path: Path, spec: TableSpec, progress: ReadProgress) -> Iterator[ChosenSheet]:
    """Give the sheet of a workbook that has the known columns."""
    with _open(path, spec.limits, progress) as sheets:
        yield ChosenSheet(sheets, spec)


@contextlib.contextmanager
def open_sheets(path: Path, limits: Limits) -> Iterator[list[Sheet]]:
    """Give every sheet of a workbook. Raises UnreadableTable, also when one of them has too many rows."""
    with _open(path, limits, ReadProgress(path)) as sheets:
        for sheet in sheets:
            if len(sheet.every_row) > limits.rows:
                raise too_many_rows(limits.rows)
        yield sheets


@contextlib.contextmanager
def _open(path: Path, limits: Limits, progress: ReadProgress) -> Iterator[list[Sheet]]:
    """Give the sheets of a workbook; whatever a parser meets within the block is, to the person, a damaged file."""
    _check(path, limits)
    with warnings.catch_warnings(), path.open("rb") as file, _as_damaged():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and lists that it leaves out
        progress.watch(file)
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheets = [Sheet(sheet, limits, book._archive) for sheet in book.worksheets]
        if not sheets:
            raise _damaged()
        if len(sheets) > limits.sheets:
            raise UnreadableTable(
                _("El libro tiene más de %(most)s hojas. Deja solo la que hace falta y guárdalo otra vez."),
                "too_many_sheets",
                most=limits.sheets,
            )
        yield sheets


@contextlib.contextmanager
def _as_damaged() -> Iterator[None]:
    try:
        yield
    except (UnreadableTable, MemoryError):
        raise
    except Exception as error:
        raise _damaged() from error


def _damaged() -> UnreadableTable:
    return UnreadableTable(
        _("El libro de Excel está dañado. Ábrelo, guárdalo otra vez como .xlsx y súbelo."), "damaged_workbook"
    )


def _check(path: Path, limits: Limits) -> None:
    """Refuse what is no plain workbook, or would fill the memory, before anything of it is unpacked.

    What a ZIP says of its sizes is also the most that can be read out of it.
    """
    with _as_damaged(), zipfile.ZipFile(path) as archive:  # zipfile raises half a dozen kinds of errors
        members = archive.infolist()
        total = sum(member.file_size for member in members)
        if total > limits.unpacked or len(members) > limits.members:
            raise UnreadableTable(
                _("El libro de Excel es demasiado grande al abrirlo. Divídelo en varios."), "too_large"
            )
        names = {member.filename for member in members}
        kinds = archive.read(WORKBOOK_MARK) if WORKBOOK_MARK in names else b""
        is_strict = WORKBOOK in names and STRICT in archive.read(WORKBOOK)
    if MACROS in kinds:
        raise UnreadableTable(
            _("El libro tiene macros y no se abre. Guárdalo como «Libro de Excel (.xlsx)»."), "macros"
        )
    if "xl/workbook.bin" in names or b"opendocument" in kinds or "mimetype" in names:
        raise UnreadableTable(_("Este tipo de libro no se lee. Guárdalo como «Libro de Excel (.xlsx)»."), "other_book")
    if is_strict:
        raise UnreadableTable(
            _(
                "El libro se guardó como «Hoja de cálculo Open XML estricta», que aquí no se lee. Guárdalo como «Libro"
                " de Excel (.xlsx)»."
            ),
            "strict_book",
        )
    if not any(name.endswith("workbook.xml") for name in names):
        raise UnreadableTable(_("El archivo no es un libro de Excel (.xlsx), aunque su nombre lo diga."), "no_workbook")
