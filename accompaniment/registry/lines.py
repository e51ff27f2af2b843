"""One line of a registry file, and where each wanted column stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .columns import REQUIRED, WANTED
from .errors import UnreadableFile


@dataclass(frozen=True, slots=True)
class Line:
    """The wanted cells of one line as text. `number` is the row of a spreadsheet or the record of a DBF.

    `fault` names what is wrong with the line as a whole; empty when it has the shape that the header announces.
    """

    number: int
    cells: dict[str, str]
    fault: str = ""


def positions(header: Sequence[str]) -> dict[str, int]:
    """Return where each wanted column stands, whatever the order and the capitals of the header.

    Raises UnreadableFile, naming them, when a required column is missing or a wanted one appears twice.
    """
    names = [name.strip().lstrip("\ufeff").strip().upper() for name in header]
    if missing := [name for name in REQUIRED if name not in names]:
        raise UnreadableFile(
            _("Al archivo le faltan columnas del padrón: %(columns)s.") % {"columns": ", ".join(missing)}
        )
    if repeated := [name for name in WANTED if names.count(name) > 1]:
        raise UnreadableFile(
            _("El archivo trae columnas repetidas: %(columns)s. Deja una sola de cada una.")
            % {"columns": ", ".join(repeated)}
        )
    return {name: names.index(name) for name in WANTED if name in names}
