"""How a table saved as text is written: its encoding and what separates its cells."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from .cells import NO_LETTER
from .errors import not_a_table

CHUNK = 1 << 20
SEPARATORS = (",", ";", "\t", "|")
SPANISH = frozenset("áéíóúñüÁÉÍÓÚÑÜ°º")
ASCII = bytes(range(128))
UNKNOWN_TO_WINDOWS = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})
CONTROLS = frozenset(range(1, 32)) - set(b"\t\n\v\f\r")
NO_CONTROLS = bytes(set(range(256)) - CONTROLS)


def detect_encoding(path: Path) -> str:
    """Return the encoding of a text file, from its mark or from the characters that its bytes would make.

    Raises UnreadableTable when it holds bytes that no text has.
    """
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if start[1::2] == b"\0\0" and all(start[::2]):
            return "utf-16-le"
        file.seek(0)
        found = encoding_of(_like_text(iter(lambda: file.read(CHUNK), b"")), otherwise="cp1252")
    return "utf-8-sig" if found == "utf-8" else found


def _like_text(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the chunks. Raises UnreadableTable at one of mere NULs, or of more controls than texts have."""
    for chunk in chunks:
        if chunk.count(0) * 10 > len(chunk) * 9 or len(chunk.translate(None, NO_CONTROLS)) * 50 > len(chunk):
            raise not_a_table()
        yield chunk


def encoding_of(chunks: Iterable[bytes], *, otherwise: str) -> str:
    """Return utf-8, cp1252, latin-1 or cp850: the one whose letters the bytes make; `otherwise` where two would do.

    A few broken letters do not make a text of UTF-8 one of anything else.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    beyond_ascii, letters, broken = Counter[int](), 0, 0
    for chunk in chunks:
        strange = chunk.translate(None, ASCII)
        beyond_ascii.update(strange)
        text = decoder.decode(chunk)
        broken += text.count(NO_LETTER)
        letters += len(text) - text.count(NO_LETTER) - (len(chunk) - len(strange))
    broken += len(decoder.decode(b"", final=True))
    return "utf-8" if letters >= broken else _one_byte_encoding(beyond_ascii, otherwise)


def _one_byte_encoding(beyond_ascii: Counter[int], otherwise: str) -> str:
    """Distinguish DOS from Windows: the right encoding turns most bytes into letters of Spanish."""

    def spanish(encoding: str) -> int:
        return sum(n for byte, n in beyond_ascii.items() if bytes([byte]).decode(encoding, "replace") in SPANISH)

    dos, windows = spanish("cp850"), spanish("cp1252")
    if dos > windows or dos == windows and otherwise == "cp850":
        return "cp850"
    return "latin-1" if UNKNOWN_TO_WINDOWS & set(beyond_ascii) else "cp1252"


def detect_separator(lines: Iterable[str], is_known: Callable[[str], bool]) -> str:
    """Return the separator that the first line names, as Excel has it, or under which a line holds most known names."""
    candidates = list(lines)
    if candidates and is_separator_line(candidates[0]):
        return candidates[0].strip("\r\n\ufeff")[4]

    def known(separator: str) -> int:
        names = ({name.strip(' "\ufeff\r\n') for name in line.split(separator)} for line in candidates)
        return max((sum(map(is_known, found)) for found in names), default=0)

    return max(SEPARATORS, key=known)


def is_separator_line(line: str) -> bool:
    """Whether a line is Excel's «sep=;», which is no row of the table."""
    text = line.strip("\r\n\ufeff")
    return text[:4].lower() == "sep=" and len(text) == 5
