"""The columns of the roster's file: what each is called, what may be written in it, and which words mean what.

Headers and words of the file are one format, the same whatever the language of the screen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from ..models import Assignment, Cycle, DocumentType, Teacher
from ..tables.cells import Row
from ..tables.header import Header, find_columns, plain
from ..text import fold

Words = Mapping[str, Sequence[str]]  # a stored value, with the words that mean it; the first one is written

DOCUMENT_TYPES: Words = {
    DocumentType.DNI: ["DNI"],
    DocumentType.FOREIGNER: ["CE", "carné de extranjería", "carnet de extranjería"],
}
KINDS: Words = {
    Teacher.Kind.CLASSROOM: ["docente de aula", "docente", "profesora", "profesor"],
    Teacher.Kind.PROMOTER: ["promotora educativa comunitaria", "promotora", "promotor", "PEC"],
    Teacher.Kind.ASSISTANT: ["auxiliar de educación", "auxiliar"],
}
CONTRACTS: Words = {
    Teacher.Contract.TENURED: ["nombrada", "nombrado"],
    Teacher.Contract.HIRED: ["contratada", "contratado"],
    Teacher.Contract.VOLUNTEER: ["voluntaria con propina", "voluntaria", "voluntario"],
}
CYCLES: Words = {Cycle.FIRST: ["I", "1", "ciclo I"], Cycle.SECOND: ["II", "2", "ciclo II"]}
MODALITIES: Words = {
    Assignment.Modality.EXTERNAL: ["externa"],
    Assignment.Modality.INTERNAL: ["interna"],
}


@dataclass(frozen=True)
class Column:
    """One column: `key` in the code, `header` in the file, `others` that are understood as well."""

    key: str
    header: str
    help: Any
    example: str
    others: Sequence[str] = ()
    words: Words | None = None
    is_required: bool = False
    width: int = 16

    @property
    def choices(self) -> list[str]:
        return [words[0] for words in self.words.values()] if self.words else []


COLUMNS = (
    Column(
        "document_type",
        "Tipo de documento",
        gettext_lazy("DNI o CE (carné de extranjería). Vacío: DNI."),
        "DNI",
        ["tipo documento", "tipo doc"],
        DOCUMENT_TYPES,
    ),
    Column(
        "document_number",
        "Número de documento",
        gettext_lazy("El DNI, con sus 8 dígitos; el carné de extranjería, con sus 9."),
        "01234567",
        ["dni", "documento", "número", "nro documento", "n° documento", "num doc", "número de dni"],
        is_required=True,
        width=20,
    ),
    Column("last_names", "Apellidos", gettext_lazy("Los dos apellidos."), "Flores Quispe", is_required=True, width=24),
    Column("first_names", "Nombres", gettext_lazy("Todos los nombres."), "Tania", is_required=True, width=22),
    Column(
        "kind",
        "Cargo",
        gettext_lazy("Necesario la primera vez. En un jardín o cuna, docente; en un PRONOEI, promotora."),
        "docente de aula",
        words=KINDS,
        width=30,
    ),
    Column(
        "contract",
        "Condición",
        gettext_lazy("Vacío si no se sabe."),
        "nombrada",
        ["condición laboral"],
        CONTRACTS,
        width=22,
    ),
    Column(
        "phone",
        "Celular",
        gettext_lazy("9 dígitos; empieza con 9."),
        "987654321",
        ["teléfono", "telefono celular", "número de celular"],
        width=12,
    ),
    Column("mother_tongue", "Lengua materna", gettext_lazy("Por ejemplo, quechua."), "quechua", ["lengua"]),
    Column(
        "email",
        "Correo",
        gettext_lazy("Si lo tiene: le sirve para entrar."),
        "tania@example.pe",
        ["correo electrónico", "e-mail", "email"],
        width=26,
    ),
    Column(
        "modular_code",
        "Código modular",
        gettext_lazy("El de la institución o programa donde trabaja. Vacío solo si ya está registrada."),
        "0403691",
        ["cod mod", "cod modular", "cód modular", "código"],
    ),
    Column("annex", "Anexo", gettext_lazy("Un dígito. Vacío: 0."), "0", width=8),
    Column("section", "Sección", gettext_lazy("Como la llaman."), "Los girasoles", ["aula", "sección o aula"]),
    Column(
        "ages",
        "Edades",
        gettext_lazy("De 0 a 5, separadas por «y» o coma; «3 a 5» son las tres."),
        "3 y 4",
        ["edad"],
        width=12,
    ),
    Column(
        "cycle", "Ciclo", gettext_lazy("Vacío: el que dicen las edades o la institución."), "II", words=CYCLES, width=8
    ),
    Column(
        "starts_on",
        "Desde",
        gettext_lazy("Primer día en esa plaza: día, mes y año. Necesario si la plaza es nueva."),
        "02/03/2026",
        ["inicio", "fecha de inicio"],
        width=12,
    ),
    Column(
        "ends_on",
        "Hasta",
        gettext_lazy("Último día; vacío si no se sabe."),
        "",
        ["fin", "fecha de fin"],
        width=12,
    ),
    Column(
        "companion",
        "Documento de la acompañante",
        gettext_lazy("El de una acompañante ya registrada en tu UGEL. Vacío: la asignas después."),
        "07654321",
        ["acompañante dni", "dni de la acompañante", "dni acompañante", "documento acompañante"],
        width=28,
    ),
    Column(
        "modality",
        "Modalidad",
        gettext_lazy("Vacío: la que corresponde a la acompañante."),
        "externa",
        words=MODALITIES,
        width=12,
    ),
    Column(
        "visits_owed",
        "Visitas programadas",
        gettext_lazy("De 1 a 60. Vacío: las que la campaña dice para ese cargo."),
        "6",
        ["visitas", "visitas programadas en el año"],
        width=20,
    ),
    Column(
        "assigned_on",
        "Acompañada desde",
        gettext_lazy("Vacío: desde hoy, o desde que empiece la campaña o la plaza."),
        "",
        ["inicio de la asignación"],
        width=18,
    ),
)
REASON = "Por qué no entró"
READING_AIDS = ("Institución", "Acompañante")  # columns that the list taken away adds for people
BY_KEY = {column.key: column for column in COLUMNS}


KEYS = {plain(name): column.key for column in COLUMNS for name in (column.header, *column.others)}
MEANINGS = {
    column.key: {fold(word): value for value, words in column.words.items() for word in words}
    for column in COLUMNS
    if column.words
}


def is_known(name: str) -> bool:
    """Whether a header is the name of a column."""
    return plain(name) in KEYS


def header_of(key: str) -> str:
    """Return the header of a column, or nothing for what is no column."""
    return BY_KEY[key].header if key in BY_KEY else ""


def word_for(key: str, value: str) -> str:
    """Return the word that the file has for a stored value; empty for none."""
    words = BY_KEY[key].words or {}
    return words[value][0] if value in words else ""


def find_header(rows: Sequence[Row]) -> Header:
    """Return the header among the first rows. Raises UnreadableTable when columns are missing or repeated."""
    return find_columns(
        rows,
        keys=KEYS,
        labels={column.key: column.header for column in COLUMNS},
        required=[column.key for column in COLUMNS if column.is_required],
        aids=[*READING_AIDS, REASON],
    )
