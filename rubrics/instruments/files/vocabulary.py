"""What a workbook calls things: always in Spanish, so that a file comes back whatever the language of the page."""

from __future__ import annotations

from accompaniment.lib.tables.cells import Cell
from accompaniment.lib.tables.columns import Choice, Column, Day, WholeNumber, YesOrNo
from accompaniment.lib.tables.formats import Format
from accompaniment.lib.tables.limits import MEGABYTE, Limits
from accompaniment.lib.tables.spec import TableSpec
from accompaniment.lib.text import fold

INSTRUMENT, CRITERIA, LEVELS, PROMPTS = "Instrumento", "Criterios", "Niveles", "Preguntas"
LISTS = {"criteria": CRITERIA, "levels": LEVELS, "prompts": PROMPTS}
LIMITS = Limits(rows=3000, size=MEGABYTE)  # of one sheet: 60 criteria with 40 prompts each, and room for blank ones

# Choices as they are written, first, and the other ways in which people write them.
CHOICES: dict[str, dict[str, tuple[str, ...]]] = {
    "teacher_kind": {
        "classroom": ("docente de aula", "docente", "profesora"),
        "promoter": ("promotora educativa comunitaria", "promotora", "PEC"),
        "assistant": ("auxiliar de educación", "auxiliar"),
    },
    "cycle": {"I": ("I", "ciclo I", "1"), "II": ("II", "ciclo II", "2")},
    "scale": {
        "i_iv": ("I a IV", "niveles I a IV", "I-IV", "I, II, III, IV"),
        "1_3": ("1 a 3", "1-3", "1, 2, 3"),
        "yes_no": ("No / Sí", "Sí / No", "Sí/No", "No/Sí"),
        "yes_no_sometimes": ("No / A veces / Sí", "Sí / No / A veces", "Sí/No/A veces", "No/A veces/Sí"),
    },
    "moment": {"opening": ("apertura",), "reflection": ("reflexión",), "commitment": ("compromiso",)},
}
SHORT = {
    "i_iv": ("I", "II", "III", "IV"),
    "1_3": ("1", "2", "3"),
    "yes_no": ("No", "Sí"),
    "yes_no_sometimes": ("No", "A veces", "Sí"),
}


# --- Columns -----------------------------------------------------------------------------------------------------
def _choice(key: str, heading: str, *, is_required: bool = False, width: int = 16) -> Choice:
    """A column of one of the choices, which may also be written by its code."""
    words = {code: (*known, code) for code, known in CHOICES[key].items()}
    return Choice(key, heading, words, is_required=is_required, width=width)


def _spec(*columns: Column) -> TableSpec:
    return TableSpec(columns=columns, formats=frozenset({Format.XLSX}), limits=LIMITS)


# The first sheet has a row for each of these, with its name and its value.
FIELD, VALUE = Column("field", "Dato", width=24), Column("value", "Valor", width=80)
OF_INSTRUMENT: tuple[Column, ...] = (
    Column("code", "Código"),
    Column("title", "Título"),
    _choice("teacher_kind", "Para"),
    _choice("cycle", "Ciclo"),
    Column("source", "Fuente"),
    YesOrNo("by_default", "Se usa en las visitas"),
    WholeNumber("version", "Versión"),
    Day("valid_from", "Vigente desde"),
    Day("valid_to", "Vigente hasta"),
)
SPECS = {
    CRITERIA: _spec(
        WholeNumber("number", "N.º", is_required=True, width=6),
        Column("section", "Sección", is_required=True, width=28),
        Column("title", "Título", is_required=True, width=48),
        Column("short_title", "Título corto", is_required=True, width=22),
        Column("aspects", "Qué se mira", is_required=True, width=60),
        Column("competency", "Competencia", is_required=True, width=14),
        _choice("scale", "Escala", is_required=True, width=20),
        WholeNumber("weight", "Peso", is_required=True, width=8),
    ),
    LEVELS: _spec(
        WholeNumber("criterion", "Criterio", is_required=True, width=10),
        Column("level", "Nivel", is_required=True, width=10),
        Column("label", "Nombre", is_required=True, width=22),
        Column("descriptor", "Descriptor", is_required=True, width=90),
    ),
    PROMPTS: _spec(
        WholeNumber("criterion", "Criterio", is_required=True, width=10),
        _choice("moment", "Momento", is_required=True, width=14),
        Column("level", "Nivel", is_required=True, width=10),
        Column("text", "Pregunta", is_required=True, width=90),
    ),
}
_CHOICES = {key: _choice(key, key) for key in CHOICES}
_WORDS = {
    **{code: words[0] for choices in CHOICES.values() for code, words in choices.items()},
    **{column.key: column.heading for title in (PROMPTS, LEVELS, CRITERIA) for column in SPECS[title].columns},
    **{column.key: column.heading for column in OF_INSTRUMENT},
    **LISTS,
}


def called(name: str) -> str:
    """Return what a workbook calls a field or a choice."""
    return _WORDS.get(name, name)


def choice_of(field: str, text: str) -> str:
    """Return the choice that a cell names; the text as it is when it names none."""
    try:
        return str(_CHOICES[field].read(Cell(text)))
    except ValueError:
        return text


def level_of(scale: str, text: str) -> int | None:
    """Return the level that a cell names on a scale, by its name there or its number; None for no such level."""
    names = [fold(name) for name in SHORT.get(scale, ())]
    if fold(text) in names:
        return names.index(fold(text)) + 1
    return int(text) if text.isdecimal() and len(text) < 3 and 1 <= int(text) <= len(names) else None
