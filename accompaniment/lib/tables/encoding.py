"""How a table saved as text is written: its encoding and what separates its cells."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from .errors import not_a_table

CHUNK = 1 << 20
SEPARATORS = (",", ";", "\t", "|")
SPANISH = frozenset("áéíóúñüÁÉÍÓÚÑÜ°º")
ASCII = bytes(range(128))
UNKNOWN_TO_WINDOWS = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})


def detect_encoding(path: Path) -> str:
    """Return the encoding of a text file, from its mark or from the characters that its bytes would make.

    Raises UnreadableTable when it holds bytes that no text has.
    """
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        is_utf8, beyond_ascii = True, Counter[int]()
        while chunk := file.read(CHUNK):
            if b"\0" in chunk:
                raise not_a_table()
            if is_utf8:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    is_utf8 = False
            beyond_ascii.update(chunk.translate(None, ASCII))
    if is_utf8 and not decoder.getstate()[0]:
        return "utf-8-sig"
    return _one_byte_encoding(beyond_ascii)


def _one_byte_encoding(beyond_ascii: Counter[int]) -> str:
    """Distinguish DOS from Windows: the right encoding turns most bytes into letters of Spanish."""

    def spanish(encoding: str) -> int:
        return sum(n for byte, n in beyond_ascii.items() if bytes([byte]).decode(encoding, "replace") in SPANISH)

    if spanish("cp850") > spanish("cp1252"):
        return "cp850"
    return "latin-1" if UNKNOWN_TO_WINDOWS & set(beyond_ascii) else "cp1252"


def detect_separator(lines: Iterable[str], is_known: Callable[[str], bool]) -> str:
    """Return the separator under which one of the lines holds most of the known column names."""
    candidates = list(lines)

    def known(separator: str) -> int:
        names = ({name.strip(' "\ufeff\r\n') for name in line.split(separator)} for line in candidates)
        return max((sum(map(is_known, found)) for found in names), default=0)

    return max(SEPARATORS, key=known)
