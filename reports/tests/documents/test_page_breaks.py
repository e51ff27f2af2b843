"""Where printed pages end: no heading apart from what it is about, no signature alone, no page half empty."""

from __future__ import annotations

import io
import re
from typing import Any, NamedTuple

import pytest
from pypdf import PdfReader

from reports.documents import pdf
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
from reports.documents.kinds.plain_sheet import PLAIN_SHEET
from reports.documents.kinds.visit_sheet import VISIT_SHEET

from .test_pdf import DOCUMENT

LONG = ("Las niñas y los niños eligen su sector, conversan y vuelven a contar lo que hicieron. " * 8)[:600]
SHORT = "Llevar escritas tres preguntas abiertas."
BOTTOM, FIFTH = 62.4, 142  # points: the margin below, and a fifth of what is between the margins
SIZES = {"none": (0, ""), "few": (3, SHORT), "some": (9, SHORT * 3), "many": (40, LONG)}
ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]


class Line(NamedTuple):
    """What stands at one height of a page."""

    y: int
    text: str
    is_bold: bool


def lines_of(page: Any) -> list[Line]:
    """The lines of a page between its margins, from the top to the bottom."""
    found: dict[int, list[tuple[str, bool]]] = {}

    def see(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        y = round(cm[3] * tm[5] + cm[5])
        if text.strip() and y > BOTTOM:
            found.setdefault(y, []).append((text.strip(), "Bold" in str(font["/BaseFont"])))

    page.extract_text(visitor_text=see)
    rows = sorted(found.items(), reverse=True)
    return [Line(y, " ".join(text for text, _ in row), all(bold for _, bold in row)) for y, row in rows]


def pages_of(kind, snapshot):
    html = pdf.document_html(kind, snapshot | {"document": DOCUMENT})
    return [lines_of(page) for page in PdfReader(io.BytesIO(pdf.render_pdf(html))).pages]


def plan(cast, size):
    """A plan with so many commitments, sessions and visits, each of so many words."""
    count, words = SIZES[size]
    cast.closed_visit()
    plan = FOLLOW_UP_PLAN.gather(cast.tania, campaign=cast.campaign, by=cast.berta)
    [commitment] = plan["commitments"]
    made = [commitment | {"action": f"{n} {words}", "is_pending": n % 3 > 0} for n in range(count)]
    session = {"kind": "GIA", "held_on": "2026-06-01", "place": "Local comunal", "status": "asistió"}
    plan["commitments"] = made
    plan["sessions"] = [session | {"title": f"{n} {words[:160]}"} for n in range(count)]
    plan["visits"] = plan["visits"] * max(count, 1)
    plan["diagnostic"] |= {"strengths": "\n".join([words] * min(count, 5)), "teacher_words": words}
    return FOLLOW_UP_PLAN, plan


def visit_sheet(cast, size, kind=VISIT_SHEET):
    count, words = SIZES[size]
    sheet = kind.gather(cast.closed_visit(), campaign=cast.campaign, by=cast.berta)
    said = sheet["visit"]
    [commitment] = said["commitments"]
    said["commitments"] = [commitment | {"action": f"{n} {words}"} for n in range(count)]
    said["reviews"] = [{"action": words, "verdict": "cumplido", "evidence": words[:90]} for _ in range(count // 2)]
    said["scores"] = [score | {"evidence": words * 3} for score in said["scores"]]
    said["dialogue"] |= {"strengths": "\n".join([words] * min(count, 5))}
    return kind, sheet


def plain_sheet(cast, size):
    return visit_sheet(cast, size, PLAIN_SHEET)


Pages = list[list[Line]]


def headings_at_the_end(pages: Pages) -> list[str]:
    """A heading, or the head of a table, apart from what it is about."""
    return [page[-1].text for page in pages if page[-1].is_bold]


def capitals_at_the_end(pages: Pages) -> list[str]:
    """The same in the plain sheet, which writes its headings in capitals."""
    return [page[-1].text for page in pages if page[-1].text.isupper()]


def pages_half_empty(pages: Pages) -> list[str]:
    """Pages that are empty by a fifth; before the last, by half, where all that is signed at once goes over."""
    whole, before_signing = pages[:-2], pages[-2:-1]
    short = [page[-1].text for page in whole if page[-1].y > BOTTOM + FIFTH]
    return short + [page[-1].text for page in before_signing if page[-1].y > BOTTOM + 2.5 * FIFTH]


def numbers_that_jump(pages: Pages) -> list[str]:
    """The numbers of the sections, where they do not follow each other from I on."""
    headings = [re.match(r"([IVX]+)\. [A-Z]", line.text) for page in pages for line in page if line.is_bold]
    numbers = [heading[1] for heading in headings if heading]
    return [] if len(numbers) >= 5 and numbers == ROMAN[: len(numbers)] else numbers or ["none"]


def signatures_apart(pages: Pages) -> list[str]:
    """The names at the end, where they do not stand side by side below something of what is signed."""
    names = [line for line in pages[-1] if line.is_bold and "Tania Flores" in line.text]
    if len(names) != 1 or names[0].text.count(" ") <= 2:
        return [line.text for line in names] or ["none"]
    above = [line.text for line in pages[-1] if line.y > names[0].y and not line.is_bold]
    return [] if len(above) > 1 else [names[0].text]  # the number at the head of the page is one


OF_ALL = [pages_half_empty]
OF_THE_SIGNED = [*OF_ALL, headings_at_the_end, numbers_that_jump, signatures_apart]
PRINTED = {plan: OF_THE_SIGNED, visit_sheet: OF_THE_SIGNED, plain_sheet: [*OF_ALL, capitals_at_the_end]}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("printed", PRINTED)
def test_pages_end_where_they_should(cast, printed, size):
    """Each is printed once for all that is asked of it: to print takes seconds, to look none."""
    pages = pages_of(*printed(cast, size))
    found = {rule.__name__: rule(pages) for rule in PRINTED[printed]}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_what_is_still_to_be_fulfilled_comes_first_and_apart(cast):
    kind, snapshot = plan(cast, "few")
    for row, name in zip(snapshot["commitments"], ["Ordenar", "Preguntar", "Escuchar"], strict=True):
        row["action"] = name
    text = " ".join(line.text for page in pages_of(kind, snapshot) for line in page)
    places = [text.index(part) for part in ("Por cumplir", "Preguntar", "Escuchar", "Ya cumplidos", "Ordenar")]
    assert places == sorted(places)


def test_commitments_of_a_plan_of_before_stand_together(cast):
    kind, snapshot = plan(cast, "few")
    for row in snapshot["commitments"]:
        del row["is_pending"]
    text = " ".join(line.text for page in pages_of(kind, snapshot) for line in page)
    assert all(f"{n} {SHORT}" in text for n in range(3)) and "Ya cumplidos" not in text and "Por cumplir" not in text


def test_what_was_typed_as_a_list_is_one(cast):
    kind, snapshot = plan(cast, "few")
    snapshot["diagnostic"] |= {"strengths": "- Escucha\n\n• Pregunta", "needs": "Una sola - con guion"}
    html = pdf.document_html(kind, snapshot | {"document": DOCUMENT})
    assert "<ul><li>Escucha</li><li>Pregunta</li></ul>" in html
    assert '<p class="prose">Una sola - con guion</p>' in html


def test_each_rubric_stands_in_one_row_with_its_level_drawn_and_written(cast):
    kind, snapshot = plan(cast, "few")
    html = pdf.document_html(kind, snapshot | {"document": DOCUMENT})
    rows = re.findall(r"<tr class=\"short\"><td>[^<]*</td><td class=\"levels\">.*?</tr>", html, re.DOTALL)
    assert len(rows) == len(snapshot["profile"])
    assert all(
        row.count("<svg") == 1 and one["first_label"] in row for row, one in zip(rows, snapshot["profile"], strict=True)
    )
