"""Reads the English catalogue without gettext's tools: the list a translator edits, and what Django loads."""

from __future__ import annotations

import ast
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PO = Path(__file__).resolve().parents[2] / "locale" / "en" / "LC_MESSAGES" / "django.po"
LINE = re.compile(r'(?:(?P<keyword>msgctxt|msgid_plural|msgid|msgstr)(?:\[\d\])? )?(?P<text>".*")')


@dataclass
class Entry:
    """One text: its Spanish, and its plural where it counts something, with the English of each."""

    spanish: list[str] = field(default_factory=list)
    english: list[str] = field(default_factory=list)
    context: str = ""
    is_fuzzy: bool = False

    @property
    def key(self) -> str:
        """What the compiled catalogue calls it."""
        return (f"{self.context}\x04" if self.context else "") + "\0".join(self.spanish)


def listed() -> list[Entry]:
    """Every entry of the catalogue but its header; obsolete ones are no entries."""
    blocks = re.split(r"\n\s*\n", PO.read_text(encoding="utf-8").strip())
    return [entry for entry in map(_entry, blocks) if any(entry.spanish)]


def _entry(block: str) -> Entry:
    entry = Entry()
    for line in block.splitlines():
        if line.startswith("#"):
            entry.is_fuzzy |= line.startswith("#,") and "fuzzy" in line
            continue
        match = LINE.fullmatch(line)
        assert match, f"not a line of a catalogue: {line}"
        keyword, text = match["keyword"], ast.literal_eval(match["text"])
        if keyword == "msgctxt":
            entry.context = text
        elif keyword:
            texts = entry.english if keyword == "msgstr" else entry.spanish
            texts.append(text)
        else:
            texts[-1] += text
    return entry


def compiled() -> dict[str, str]:
    """Every pair of the compiled catalogue but its header; plural forms are joined by a zero byte."""
    content = PO.with_suffix(".mo").read_bytes()
    magic, _revision, count, originals, translations = struct.unpack_from("<5I", content)
    assert magic == 0x950412DE
    pairs = zip(_texts(content, originals, count), _texts(content, translations, count), strict=True)
    return {original: translation for original, translation in pairs if original}


def _texts(content: bytes, table: int, count: int) -> Iterator[str]:
    for row in range(count):
        length, start = struct.unpack_from("<2I", content, table + 8 * row)
        yield content[start : start + length].decode()
