"""What changed from one text of a plan to a later one, in plain sentences of Spanish, as documents speak. No Django."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

Content = Mapping[str, Any]
Row = Mapping[str, Any]

TEXTS = {
    "strengths": "las fortalezas",
    "diagnosis": "lo que mostró el diagnóstico",
    "agreements": "los acuerdos de trabajo",
    "balance": "el balance",
}
GOAL = {"criterion": "rúbrica", "from": "del nivel", "to": "al nivel", "by_on": "para cuándo"}
LINE = {
    "need": "necesidad",
    "criterion": "rúbrica",
    "performance": "desempeño",
    "objective": "objetivo",
    "strategy": "estrategia",
    "responsible": "responsable",
    "starts_on": "desde",
    "ends_on": "hasta",
    "resources": "recursos",
    "indicator": "indicador",
    "evidence": "evidencia",
    "state": "estado",
}
LONG = 60


def changes(before: Content, after: Content) -> list[str]:
    """Nothing for two that say the same; rows are the same by their key."""
    return [*_of_texts(before, after), *_of_goals(before, after), *_of_lines(before, after)]


def _of_texts(before: Content, after: Content) -> Iterator[str]:
    for name, words in TEXTS.items():
        if before.get(name, "") != after.get(name, ""):
            yield f"Se escribió de nuevo: {words}."


def _of_goals(before: Content, after: Content) -> Iterator[str]:
    yield from _of_rows(before["goals"], after["goals"], GOAL, "la meta", lambda row: row["criterion"])


def _of_lines(before: Content, after: Content) -> Iterator[str]:
    yield from _of_rows(
        before["lines"], after["lines"], LINE, "la actividad", lambda row: row["objective"] or row["need"]
    )


def _of_rows(
    before: Sequence[Row], after: Sequence[Row], names: Mapping[str, str], what: str, title: Any
) -> Iterator[str]:
    was, now = ({row["key"]: row for row in rows} for rows in (before, after))
    yield from (f"Se agregó {what} «{_short(title(now[key]))}»." for key in now if key not in was)
    yield from (f"Se quitó {what} «{_short(title(was[key]))}»." for key in was if key not in now)
    for key in now:
        told = _told(was[key], now[key], names) if key in was else []
        if told:
            yield f"Cambió {what} «{_short(title(was[key]))}»: {'; '.join(told)}."


def _told(was: Row, now: Row, names: Mapping[str, str]) -> list[str]:
    changed = ((words, was.get(name), now.get(name)) for name, words in names.items())
    return [f"{words}, de {_said(old)} a {_said(new)}" for words, old, new in changed if old != new]


def _said(value: Any) -> str:
    """A day as Peru writes it; a text cut where it is long, a dash for nothing."""
    text = str(value or "")
    try:
        return date.fromisoformat(text).strftime("%d/%m/%Y")
    except ValueError:
        return f"«{_short(text)}»" if text else "—"


def _short(text: str) -> str:
    return text if len(text) <= LONG else text[: LONG - 1].rstrip() + "…"
