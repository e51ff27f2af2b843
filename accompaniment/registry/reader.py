"""Opens a registry file, whatever its wrapping, and yields its lines one by one."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from django.utils.translation import gettext as _

from .csv_file import read_csv
from .dbf_file import read_dbf
from .errors import UnreadableFile, is_a_workbook
from .gauge import Gauge
from .lines import Line
from .zip_file import is_workbook, require_one_table, unzip_one

UNPACKED_LIMIT = 600 * 1024 * 1024  # the national file takes some 280 MB out of its ZIP
MOST_LINES = 600_000  # the national file has some 180,000
DBF_MARKS = frozenset({0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0xCB, 0xF5, 0xFB})
WORKBOOKS = (".xls", ".xlsx", ".xlsm", ".xlsb", ".ods")
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class Kind(Enum):
    """What a file is by its content."""

    CSV = "CSV"
    DBF = "DBF"
    ZIP = "ZIP"


KIND_OF_SUFFIX = {".csv": Kind.CSV, ".txt": Kind.CSV, ".dbf": Kind.DBF, ".zip": Kind.ZIP}


class Source:
    """The lines of an open registry, and how far they have been read."""

    def __init__(self, path: Path, kind: Kind) -> None:
        self.gauge = Gauge(path)
        self.lines = read_dbf(path, self.gauge) if kind is Kind.DBF else read_csv(path, self.gauge)

    def __iter__(self) -> Iterator[Line]:
        for count, line in enumerate(self.lines):
            if count == MOST_LINES:
                raise UnreadableFile(_("El archivo tiene más de %(most)s filas.") % {"most": MOST_LINES})
            yield line


@contextlib.contextmanager
def open_registry(path: Path, *, folder: Path | None = None, limit: int = UNPACKED_LIMIT) -> Iterator[Source]:
    """Give the lines of the CSV, DBF or ZIP at `path`; a ZIP may grow up to `limit` bytes, in `folder` or for a while.

    Raises UnreadableFile, also while its lines are being read, with a sentence that says what is wrong.
    """
    with contextlib.ExitStack() as stack:
        kind = _kind(path)
        if kind is Kind.ZIP:
            folder = folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="padron-")))
            path = unzip_one(path, folder, limit=limit)
            kind = _kind(path)
        yield Source(path, kind)


def check_registry(path: Path) -> None:
    """Raise UnreadableFile for what can be told at a glance: the kind of file, and the columns unless it is packed."""
    kind = _kind(path)
    if kind is Kind.ZIP:
        require_one_table(path)
    else:
        next(iter(Source(path, kind)), None)


def _kind(path: Path) -> Kind:
    """Return what the file is; UnreadableFile when its name promises one thing and its content is another."""
    suffix = path.suffix.lower()
    if suffix in WORKBOOKS:
        raise is_a_workbook()
    if suffix not in KIND_OF_SUFFIX:
        raise UnreadableFile(_("El padrón debe ser un archivo CSV, DBF o ZIP."))
    start = _start(path)
    if start.startswith(OLD_EXCEL):
        raise is_a_workbook()
    promised, actual = KIND_OF_SUFFIX[suffix], _content(start)
    if actual is not promised:
        _refuse_in_disguise(path, actual, promised)
    return actual


def _refuse_in_disguise(path: Path, actual: Kind, promised: Kind) -> None:
    if actual is Kind.ZIP and is_workbook(path):
        raise is_a_workbook()
    raise UnreadableFile(
        _("El nombre del archivo dice %(promised)s, pero por dentro no lo es. Guárdalo otra vez en ese formato.")
        % {"promised": promised.value}
    )


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise UnreadableFile(_("No se puede abrir el archivo %(name)s.") % {"name": path.name}) from error
    if not start:
        raise UnreadableFile(_("El archivo está vacío."))
    return start


def _content(start: bytes) -> Kind:
    """Tell a file by its first four bytes: a DBF follows its mark with a date in numbers, which no text does."""
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Kind.ZIP
    is_dated = len(start) == 4 and start[2] <= 12 and start[3] <= 31
    return Kind.DBF if start[0] in DBF_MARKS and is_dated else Kind.CSV
