"""What a workbook calls things: always in Spanish, so that a file comes back whatever the language of the page."""

from __future__ import annotations

from accompaniment.text import fold

INSTRUMENT, CRITERIA, LEVELS, PROMPTS = "Instrumento", "Criterios", "Niveles", "Preguntas"
FIELD, VALUE = "Dato", "Valor"
OF_INSTRUMENT = {
    "code": "Código",
    "title": "Título",
    "teacher_kind": "Para",
    "cycle": "Ciclo",
    "source": "Fuente",
    "by_default": "Se usa en las visitas",
    "version": "Versión",
    "valid_from": "Vigente desde",
    "valid_to": "Vigente hasta",
}
OF_CRITERION = {
    "number": "N.º",
    "section": "Sección",
    "title": "Título",
    "short_title": "Título corto",
    "aspects": "Qué se mira",
    "competency": "Competencia",
    "scale": "Escala",
    "weight": "Peso",
}
OF_LEVEL = {"criterion": "Criterio", "level": "Nivel", "label": "Nombre", "descriptor": "Descriptor"}
OF_PROMPT = {"criterion": "Criterio", "moment": "Momento", "level": "Nivel", "text": "Pregunta"}
COLUMNS = {CRITERIA: OF_CRITERION, LEVELS: OF_LEVEL, PROMPTS: OF_PROMPT}
LISTS = {"criteria": CRITERIA, "levels": LEVELS, "prompts": PROMPTS}

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
YES, NO = "sí", "no"
_WORDS = {
    **{code: words[0] for choices in CHOICES.values() for code, words in choices.items()},
    **OF_PROMPT,
    **OF_LEVEL,
    **OF_CRITERION,
    **OF_INSTRUMENT,
    **LISTS,
}


def called(name: str) -> str:
    """Return what a workbook calls a field or a choice."""
    return _WORDS.get(name, name)


def choice_of(field: str, text: str) -> str:
    """Return the choice that a cell names; the text as it is when it names none."""
    for code, words in CHOICES[field].items():
        if fold(text) in {fold(code), *map(fold, words)}:
            return code
    return text


def level_of(scale: str, text: str) -> int | None:
    """Return the level that a cell names on a scale, by its name there or its number; None for no such level."""
    names = [fold(name) for name in SHORT.get(scale, ())]
    if fold(text) in names:
        return names.index(fold(text)) + 1
    return int(text) if text.isdecimal() and len(text) < 3 and 1 <= int(text) <= len(names) else None
