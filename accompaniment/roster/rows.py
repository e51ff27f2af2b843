"""One row of the roster's file into what it says, or into the reasons why it can't be taken. No database here.

This is a form of the form layer, though it has no page: every value passes through the field of the form where it would
have been typed, so both refuse the same with the same words. An empty cell says nothing: it never erases what is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accompaniment.lib.identifiers import DocumentType, clean_document, compact, repair_digits
from accompaniment.lib.search import name_key
from accompaniment.lib.tables.cells import (
    EMPTY,
    Cell,
    ages_of,
    digits_of,
    is_ambiguous_day,
    trouble_of,
    with_lost_zeros,
)
from accompaniment.lib.text import fold
from accompaniment.people.assignments.forms import AssignmentForm
from accompaniment.people.forms import PostFields, TeacherForm

from .columns import BY_KEY, column_heading

DOCUMENT_LENGTHS: Mapping[str, int] = {DocumentType.DNI: 8, DocumentType.FOREIGNER: 9}
FEWEST_DIGITS = 6  # of a document whose zeros were lost: two of them, or three of a foreigner's card
SHOWN = 60  # characters of a wrong cell that are shown back
PERSON = ("kind", "contract", "phone", "mother_tongue", "email")
NAMES = ("last_names", "first_names")
FIELDS: Mapping[str, forms.Field] = {
    **{name: TeacherForm.base_fields[name] for name in (*NAMES, *PERSON)},
    **{name: PostFields.base_fields[name] for name in ("section", "ages", "cycle", "starts_on", "ends_on")},
    **{name: AssignmentForm.base_fields[name] for name in ("modality", "visits_owed")},
    "assigned_on": AssignmentForm.base_fields["starts_on"],
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row can't be taken: the column, what stood in it, and the reason in words."""

    column: str
    value: str
    reason: str


@dataclass(slots=True)
class RosterRow:
    """What one row says; only what is not empty is in `person`, `post` and `assignment`."""

    line: int
    cells: Mapping[str, Cell]
    document_type: str = DocumentType.DNI
    document_number: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    place: str = ""  # modular code and annex, eight digits
    post: dict[str, Any] = field(default_factory=dict)
    companion: str = ""
    assignment: dict[str, Any] = field(default_factory=dict)
    faults: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def who(self) -> str:
        return f"{self.text('last_names')}, {self.text('first_names')}"

    def text(self, column: str) -> str:
        return self.cells.get(column, EMPTY).text

    def refuse(self, column: str, reason: str) -> None:
        value = self.text(column)[:SHOWN]
        self.faults.append(Refusal(column_heading(column), value, str(reason)))


def read_row(
    line: int, cells: Mapping[str, Cell], *, is_too_long: bool = False, doubtful: Collection[str] = ()
) -> RosterRow:
    """Return what the cells of one line say; never raises, whatever is in them.

    In `doubtful` columns nobody has said yet whether dates begin with the day or the month.
    """
    row = RosterRow(line, cells)
    if is_too_long:
        row.faults.append(Refusal("", "", _("La línea tiene más celdas que columnas; revisa los separadores.")))
        return row
    for key, cell in row.cells.items():
        if trouble := trouble_of(cell.text):
            row.refuse(key, trouble.sentence)
    if spread := [column_heading(key) for key, cell in row.cells.items() if cell.is_spread]:
        row.notes.append(_("Celda combinada, vale para todas sus filas: %(columns)s.") % {"columns": ", ".join(spread)})
    if not row.faults:
        _RowReader(row, doubtful).read()
    return row


class _RowReader:
    def __init__(self, row: RosterRow, doubtful: Collection[str]) -> None:
        self.row = row
        self.doubtful = doubtful

    def cell(self, key: str) -> Cell:
        return self.row.cells.get(key, EMPTY)

    def read(self) -> None:
        row = self.row
        self.document()
        self.names()
        for name in PERSON:
            self.take(row.person, name, self.value(name))
        self.place()
        self.take(row.post, "section", self.cell("section").text)
        self.take(row.post, "cycle", self.value("cycle"))
        self.ages()
        for name, where in (("starts_on", row.post), ("ends_on", row.post), ("assigned_on", row.assignment)):
            self.day(where, name)
        self.accompaniment()

    def take(self, where: dict[str, Any], name: str, value: Any, *, is_needed: bool = False) -> None:
        """Keep a value that its form's field accepts; note the field's own refusal of one that it doesn't."""
        if not value and not is_needed:
            return
        try:
            where[name] = FIELDS[name].clean(value)
        except ValidationError as refusal:
            self.row.refuse(name, " ".join(refusal.messages))

    def value(self, key: str) -> Any:
        """Return what a cell says in its column; what the column's vocabulary does not have is refused, and empty."""
        column = BY_KEY[key]
        try:
            return column.read(self.cell(key))
        except ValueError:
            choices = ", ".join(column.choices)
            self.row.refuse(key, _("No se entiende. Escribe una de estas: %(choices)s.") % {"choices": choices})
            return ""

    def names(self) -> None:
        if "full_name" in self.row.cells and not self.cell("first_names"):
            self.row.refuse("last_names", _("Escribe una coma entre los apellidos y los nombres, o dos columnas."))
            return
        for name in NAMES:
            self.take(self.row.person, name, self.cell(name).text, is_needed=True)

    def document(self) -> None:
        row, cell = self.row, self.cell("document_number")
        row.document_type = self.value("document_type") or DocumentType.DNI
        if not cell:
            row.refuse("document_number", _("Este campo es obligatorio."))
            return
        number = with_lost_zeros(cell, length=DOCUMENT_LENGTHS[row.document_type], fewest=FEWEST_DIGITS)
        try:
            row.document_number = clean_document(row.document_type, number)
        except ValidationError as refusal:
            row.refuse("document_number", _short_document(cell, " ".join(refusal.messages)))
            return
        if number != digits_of(cell):
            row.notes.append(
                _("Al documento le faltaban ceros y quedó %(number)s. Compruébalo.") % {"number": row.document_number}
            )

    def place(self) -> None:
        """Read the modular code and the annex, also when both are written in one cell: 0403691-1."""
        code, _dash, rest = self.cell("modular_code").text.partition("-")
        annex = rest or self.cell("annex").text
        if not code.strip():
            return
        try:
            modular_code = repair_digits(code, 7)
        except ValueError:
            self.row.refuse("modular_code", _("El código modular tiene 7 dígitos."))
            return
        try:
            self.row.place = modular_code + (repair_digits(annex, 1) or "0")
        except ValueError:
            self.row.refuse("modular_code" if rest else "annex", _("El anexo es un solo dígito, sin letras."))

    def ages(self) -> None:
        try:
            ages = ages_of(self.cell("ages"))
        except ValueError:
            self.row.refuse("ages", _("Escribe las edades así: 3 y 4. Si Excel puso una fecha, escríbelas otra vez."))
            return
        self.take(self.row.post, "ages", [str(age) for age in ages])

    def day(self, where: dict[str, Any], name: str) -> None:
        if name in self.doubtful and is_ambiguous_day(self.cell(name)):
            self.row.refuse(name, _("En esta columna hay fechas con el mes primero: di arriba cómo se leen."))
            return
        try:
            day = BY_KEY[name].read(self.cell(name))
        except ValueError:
            self.row.refuse(name, _("No es una fecha. Escribe día, mes y año: 02/03/2026."))
            return
        self.take(where, name, day.isoformat() if day else "")

    def accompaniment(self) -> None:
        row = self.row
        row.companion = compact(self.value("companion"))
        self.take(row.assignment, "modality", self.value("modality"))
        self.take(row.assignment, "visits_owed", digits_of(self.cell("visits_owed")))
        if row.assignment and not row.companion:
            row.refuse("companion", _("Falta el documento de la acompañante."))
        is_about_a_post = bool(row.post or row.companion)
        if is_about_a_post and not row.cells.get("modular_code"):
            row.refuse("modular_code", _("Falta el código modular."))


def _short_document(cell: Cell, reason: str) -> str:
    """Add to the refusal of a document typed without its zeros what to do about it."""
    digits = digits_of(cell)
    if digits.isdecimal() and len(digits) < 8:
        return f"{reason} {_('Si empieza con 0, escríbelo también.')}"
    return reason


def refuse_contradictions(rows: Sequence[RosterRow]) -> None:
    """Refuse rows that say two things of one person, or of one post: each would undo what the other says."""
    people: dict[Hashable, list[RosterRow]] = defaultdict(list)
    posts: dict[Hashable, list[RosterRow]] = defaultdict(list)
    for row in rows:
        if row.document_number:
            people[row.document_type, row.document_number].append(row)
        if row.document_number and row.place:
            posts[row.document_type, row.document_number, row.place, row.post.get("starts_on")].append(row)
    about_person = _("El mismo documento aparece con otro dato en la línea %(lines)s.")
    about_post = _(
        "La misma plaza aparece con otro dato en la línea %(lines)s. Si son dos, no pueden empezar el mismo día."
    )
    for same in people.values():
        for name in (*NAMES, *PERSON):
            _refuse_all(same, name, {row.line: row.person.get(name) for row in same}, about_person)
    for same in posts.values():
        for name in ("section", "ages", "cycle", "ends_on"):
            _refuse_all(same, name, {row.line: row.post.get(name) for row in same}, about_post)


def _refuse_all(rows: Sequence[RosterRow], name: str, values: Mapping[int, Any], reason: str) -> None:
    """Refuse every row that says something else of `name` than another one does."""
    alike = name_key if name in NAMES else fold
    folded = {line: alike(str(value)) for line, value in values.items() if value}
    if len(set(folded.values())) < 2:
        return
    for row in rows:
        others = [line for line, text in folded.items() if text != folded.get(row.line, text)]
        if others:
            row.refuse(name, reason % {"lines": ", ".join(map(str, others[:5]))})
