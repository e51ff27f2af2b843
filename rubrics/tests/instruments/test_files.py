"""One file in and out: what leaves comes back equal, and what is wrong is told with its place."""

import io
import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from accompaniment.lib.tables.errors import UnreadableTable
from accompaniment.lib.tables.escaping import safe
from rubrics.instruments.checks import MOMENTS, MOST_CRITERIA, instrument_faults
from rubrics.instruments.contents import described, exported
from rubrics.instruments.files import reading
from rubrics.instruments.files.reading import read_file
from rubrics.instruments.files.writing import FORMS
from rubrics.instruments.services.bringing import bring_instrument
from rubrics.instruments.services.drafts import make_instrument
from rubrics.instruments.services.loading import shipped_files
from rubrics.instruments.texts import holds_html, tidy
from rubrics.models import InstrumentVersion
from rubrics.scales import ScaleKind, top

from .files import GUIDE, as_json, book, content_of, spoiled, upload
from .making import draft, hers, published, url


def read(file):
    return read_file(file.read(), file.name)


# --- There and back ----------------------------------------------------------------------------------------------
texts = (
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)
    .map(tidy)
    .filter(lambda t: not holds_html(t))
)
filled = st.one_of(
    texts.filter(bool), st.sampled_from(["=1+1", "'=1", "''-x", "+x", "@y", "0042", "dos\nlíneas", "_x0041_", "¿?"])
)


@st.composite
def criteria(draw):
    scale = draw(st.sampled_from(ScaleKind.values))
    levels = range(1, top(scale) + 1)
    row = {
        "section": draw(texts),
        "aspects": draw(texts),
        "competency": draw(st.sampled_from(["", "C1", "C9"])),
        "scale": scale,
        "levels": [{"label": draw(filled)[:34] + f" {n}", "descriptor": draw(texts)} for n in levels],
    }
    if draw(st.booleans()):
        row["weight"] = draw(st.integers(1, 100))
    prompts = [
        {"moment": draw(st.sampled_from(MOMENTS)), "text": draw(filled)} | draw(st.sampled_from([{}, {"level": n}]))
        for n in draw(st.lists(st.sampled_from(levels), max_size=3))
    ]
    return {**row, "prompts": prompts} if prompts else row


@st.composite
def instruments(draw):
    rows = draw(st.lists(criteria(), min_size=1, max_size=3))
    names = [draw(filled) for _ in rows]
    for number, (row, name) in enumerate(zip(rows, names, strict=True)):
        row |= {"title": f"{name} {number}", "short_title": f"{number} {name}"[:60].strip()}
    return rows


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=instruments(), form=st.sampled_from(FORMS), source=texts)
@example(rows=GUIDE["criteria"], form="xlsx", source="=cmd()")
@example(rows=GUIDE["criteria"], form="json", source="«ñ»\n\nÁ")
def test_what_leaves_comes_back_equal(cast, rows, form, source):
    version = make_instrument(data=hers(cast, source=source), criteria=rows)
    brought = read(upload(content_of(version, form), f"x.{form}"))
    assert brought.faults == []
    back = bring_instrument(data=brought.data, home=None, ugel=cast.ugel)
    assert described(back)["criteria"] == described(version)["criteria"]
    same = ("title", "teacher_kind", "cycle", "source", "by_default")
    assert [getattr(back.instrument, name) for name in same] == [getattr(version.instrument, name) for name in same]
    assert back.valid_from == version.valid_from


@pytest.mark.parametrize("path", shipped_files(), ids=lambda path: path.stem)
@pytest.mark.parametrize("form", FORMS)
def test_every_shipped_instrument_comes_back(shipped, path, form):
    version = InstrumentVersion.objects.get(instrument__code=path.stem)
    brought = read(upload(content_of(version, form), f"x.{form}"))
    assert brought.faults == []
    assert brought.data["criteria"] == exported(version)["criteria"]


def test_nothing_in_a_workbook_is_a_formula(cast):
    version = draft(cast, {**GUIDE["criteria"][0], "title": "=HYPERLINK(1)", "aspects": "+cmd|' /C calc'!A0"})
    book = load_workbook(io.BytesIO(content_of(version, "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "'=HYPERLINK(1)" in [cell.value for cell in cells]


def test_the_file_is_for_whoever_may_read_it(cast, client):
    version = published(cast)
    client.force_login(cast.ana)
    answer = client.get(url(version, "file", "json"))
    assert answer["Content-Disposition"] == 'attachment; filename="de-la-ugel-v1.json"'
    assert json.loads(b"".join(answer.streaming_content))["title"] == "De la UGEL"
    assert client.get(url(version, "file", "pdf")).status_code == 404
    client.force_login(cast.carla)
    assert client.get(url(version, "file", "json")).status_code == 404


# --- What is wrong -----------------------------------------------------------------------------------------------
def test_every_error_is_told_with_its_place():
    data = spoiled(
        at={(2, "scale"): "1_5", (3, "title"): "", (5, "levels"): GUIDE["criteria"][0]["levels"][:2]}, version=0
    )
    data["criteria"][7]["prompts"][0] = {"moment": "later", "text": "¿?", "level": 9}
    assert read(as_json(data)).faults == [
        "Instrumento: «version» debe ser un número entero desde 1.",
        "Criterio 2: «scale» no puede ser «1_5»: se conoce i_iv, 1_3, yes_no, yes_no_sometimes.",
        "Criterio 3: falta «title».",
        "Criterio 5: la escala «1_3» tiene 3 niveles y aquí hay 2.",
        "Criterio 8, pregunta 1: «moment» no puede ser «later»: se conoce opening, reflection, commitment.",
        "Criterio 8, pregunta 1: «level» no existe en la escala del criterio.",
    ]


def book_of(version, change):
    book = load_workbook(io.BytesIO(content_of(version, "xlsx")))
    change(book)
    file = io.BytesIO()
    book.save(file)
    return upload(file.getvalue(), "x.xlsx")


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "told"),
    [
        ("Criterios", "C3", "", "Hoja «Criterios», fila 3: falta «Título»."),
        (
            "Criterios",
            "G4",
            "1 a 5",
            "Hoja «Criterios», fila 4: «Escala» no puede ser «1 a 5»: se conoce I a IV, 1 a 3",
        ),
        ("Criterios", "D3", "Involucra", "Hoja «Criterios», fila 3: «Título corto» se repite: «Involucra»."),
        ("Criterios", "A3", 1, "Hoja «Criterios», fila 3: «N.º» debe ser un número que no se repita."),
        ("Criterios", "H2", "mucho", "Hoja «Criterios», fila 2: «Peso» debe ser un número entero de 1 a 100."),
        (
            "Niveles",
            "C2",
            "<i>I</i>",
            "Hoja «Niveles», fila 2: «Nombre» trae etiquetas de HTML",
        ),
        ("Niveles", "B3", "VII", "Hoja «Niveles», fila 3: «Nivel» no existe en la escala o se repite."),
        ("Niveles", "A2", 99, "Hoja «Niveles», fila 2: «Criterio» no es el número de ningún criterio."),
        ("Niveles", "C3", "Insatisfactorio", "Hoja «Niveles», fila 3: «Nombre» se repite: «Insatisfactorio»."),
        ("Preguntas", "B2", "mañana", "Hoja «Preguntas», fila 2: «Momento» no puede ser «mañana»: se conoce apertura"),
        ("Preguntas", "C3", "9", "Hoja «Preguntas», fila 3: «Nivel» no existe en la escala del criterio."),
        (
            "Instrumento",
            "B4",
            "niñera",
            "Hoja «Instrumento», fila 4: «Para» no puede ser «niñera»: se conoce docente",
        ),
        ("Instrumento", "B9", "pronto", "Hoja «Instrumento», fila 9: «Vigente desde» debe ser una fecha"),
    ],
)
def test_every_error_of_a_workbook_is_told_with_sheet_and_row(cast, sheet, cell, value, told):
    def change(book):
        book[sheet][cell] = value

    faults = read(book_of(cast.version, change)).faults
    assert any(fault.startswith(told) for fault in faults), faults


def test_a_book_that_explodes_ends_in_a_sentence(monkeypatch):
    monkeypatch.setattr(reading, "read_book", lambda _path: bytearray(1 << 40))
    with pytest.raises(UnreadableTable, match="demasiado tiempo o memoria"):
        read(upload(book(Hoja=[["a"]]), "x.xlsx"))


def test_ten_thousand_criteria_are_too_many():
    row = {**GUIDE["criteria"][0], "levels": [], "prompts": []}
    rows = [{**row, "title": str(n), "short_title": str(n)} for n in range(10_000)]
    assert [fault.message() for fault in instrument_faults({**GUIDE, "criteria": rows})] == [
        f"trae 10000 criterios y un instrumento lleva hasta {MOST_CRITERIA}."
    ]
    many = book(Instrumento=[["Dato", "Valor"]], Criterios=[["N.º"]] * 4000, Niveles=[["Criterio"]])
    with pytest.raises(UnreadableTable, match="más de 3000 filas"):
        read(upload(many, "x.xlsx"))


KEYS = [*GUIDE, *GUIDE["criteria"][0], "label", "text", "level"]
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(json_values)
def test_whatever_the_json_it_ends_in_faults_and_not_in_an_error(data):
    assert [fault.message() for fault in instrument_faults(data)]


@settings(deadline=None)
@given(st.text(alphabet="'=+-@ \tab"))
def test_a_text_that_would_be_a_formula_never_is(text):
    assert not safe(text).startswith(("=", "+", "-", "@", "\t"))
