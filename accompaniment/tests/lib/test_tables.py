"""One reader and one writer for every table: what is written is read back equal, within limits, by modules kept low."""

import ast
import io
import tempfile
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from accompaniment.lib.tables import text_file
from accompaniment.lib.tables.cells import EMPTY
from accompaniment.lib.tables.columns import Choice, Column, Day, Identifier, WholeNumber, YesOrNo
from accompaniment.lib.tables.errors import UnreadableTable
from accompaniment.lib.tables.formats import Format
from accompaniment.lib.tables.limits import Limits
from accompaniment.lib.tables.source import open_table
from accompaniment.lib.tables.spec import TableSpec
from accompaniment.lib.tables.workbook import open_sheets
from accompaniment.lib.tables.writing import Table, csv_lines, xlsx_file
from accompaniment.registry.columns import REGISTRY
from accompaniment.roster.columns import ROSTER
from accompaniment.territory.networks.columns import NETWORKS

ROOT = Path(__file__).resolve().parents[3]
FORMATS = ["csv", "xlsx"]
COLUMNS = (
    Identifier("modular_code", "Código modular", 7, is_required=True),
    Identifier("annex", "Anexo", 1),
    Identifier("local_code", "Código de local", 6),
    Identifier("ubigeo", "Ubigeo", 6),
    Identifier("ugel", "UGEL", 6),
    Identifier("dni", "DNI", 8),
    Identifier("card", "Carné"),
    Column("name", "Nombre", is_required=True),
    Day("day", "Día"),
    WholeNumber("count", "Cantidad"),
    Choice("area", "Área", {"urban": ["urbana"], "rural": ["rural", "campo"]}),
    YesOrNo("is_open", "¿Abierta?"),
)
SPEC = TableSpec(columns=COLUMNS, formats=frozenset({Format.CSV, Format.XLSX}), limits=Limits(rows=100))


def written(folder, form, rows, columns=COLUMNS):
    table = Table("tabla", columns, rows)
    path = Path(folder) / f"tabla.{form}"
    if form == "csv":
        path.write_bytes("".join(csv_lines(table)).encode())
        return path
    with xlsx_file(table) as book:
        path.write_bytes(book.read())
    return path


def read(path, spec=SPEC):
    """Rows as the columns read them, with texts as the file has them."""
    with open_table(path, spec) as table:
        found = [row.cells(tidy=str) for row in table]
    return [tuple(column.read(cells.get(column.key, EMPTY)) for column in spec.columns) for cells in found]


awkward = st.text(
    st.sampled_from("=+-@'\t\n\"; ,|aÑéº0179.E/ü€😀")
    | st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]),
    max_size=20,
)
values = st.tuples(
    *(st.from_regex(rf"[0-9]{{{width}}}", fullmatch=True).map(str) for width in (7, 1, 6, 6, 6, 8)),
    st.from_regex(r"[0-9A-Z]{1,25}", fullmatch=True),
    awkward,
    st.none() | st.dates(date(1954, 12, 1), date(2118, 1, 1)),
    st.none() | st.integers(0, 10**9 - 1),
    st.sampled_from(["", "urban", "rural"]),
    st.sampled_from([None, True, False]),
)
CODES = ("0403691", "0", "000001", "081301", "080013", "01234567", "000123456")


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(values, min_size=1, max_size=4), form=st.sampled_from(FORMATS))
@example(rows=[(*CODES, "=1+1", date(2026, 3, 2), 0, "rural", False)], form="csv")
@example(rows=[(*CODES, "\t=cmd()\n'-1", None, None, "", None)], form="xlsx")
@example(rows=[(*CODES[:6], "1234567890123456789012345", "4.03691E+05", None, 12, "", True)], form="xlsx")
@example(rows=[(*CODES, "«dos\nlíneas»", None, None, "", None), (*CODES, "'=x", None, 7, "", None)], form="csv")
def test_what_is_written_is_read_back_equal(rows, form):
    with tempfile.TemporaryDirectory() as folder:
        assert read(written(folder, form, rows)) == rows


def test_identifiers_are_text_days_are_days_and_counts_are_numbers(tmp_path):
    path = written(tmp_path, "xlsx", [(*CODES, "Ana", date(2026, 3, 2), 7, "rural", True)])
    cells = load_workbook(path).active[2]
    assert [cell.data_type for cell in cells] == [*"ssssssss", "d", "n", "s", "s"]
    assert [cell.number_format for cell in cells[:8]] == ["@"] * 8
    assert cells[8].number_format == "dd/mm/yyyy"


def test_the_zeros_that_a_spreadsheet_ate_come_back(tmp_path):
    book = Workbook()
    book.active.append(["COD_MODULAR", "Código modular", "Nombre"])
    book.active.append(["x", 403691, "Ana"])
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx")[0][0] == "0403691"


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_none_of_a_column_is_said(tmp_path, form):
    rows = [(*CODES, "Ana", "ayer", "tres", "lunar", "quizá")]
    with open_table(written(tmp_path, form, rows), SPEC) as table:
        cells = next(iter(table)).cells()
    for column in COLUMNS[8:]:
        with pytest.raises(ValueError, match=cells[column.key].text):
            column.read(cells[column.key])


# --- Limits ----------------------------------------------------------------------------------------------------------
def within(**limits):
    return replace(SPEC, limits=replace(SPEC.limits, **limits))


def refusal(path, spec):
    with pytest.raises(UnreadableTable) as caught:
        read(path, spec)
    return str(caught.value)


@pytest.mark.parametrize("form", FORMATS)
def test_too_many_rows_and_cells(tmp_path, form):
    path = written(tmp_path, form, [(*CODES, "Ana", None, 1, "", None)] * 5)
    assert len(read(path, within(rows=5))) == 5
    assert "más de 4 filas" in refusal(path, within(rows=4))
    assert "demasiadas celdas" in refusal(path, within(cells=40))


@pytest.mark.parametrize("form", FORMATS)
def test_too_many_columns_are_said(tmp_path, form):
    path = written(tmp_path, form, [(*CODES, "Ana", None, 9, "", None)])
    assert "más de 11 columnas" in refusal(path, within(columns=11))
    assert len(read(path, within(columns=12))) == 1


def test_a_sheet_of_coloured_blank_rows(tmp_path):
    book = load_workbook(written(tmp_path, "xlsx", [(*CODES, "Ana", None, 1, "", None)]))
    for number in range(3, 60):
        book.active.cell(number, 1).number_format = "0.00"
    book.save(tmp_path / "a.xlsx")
    assert len(read(tmp_path / "a.xlsx")) == 1
    assert "demasiadas celdas" in refusal(tmp_path / "a.xlsx", within(cells=50))


def test_one_line_of_millions_of_cells_ends_before_it_is_cut_up(tmp_path, monkeypatch):
    monkeypatch.setattr(text_file, "LINE", 1000)
    path = written(tmp_path, "csv", [(*CODES, "Ana", None, 1, "", None)])
    path.write_text(path.read_text("utf-8") + ";" * 2000, "utf-8")
    assert "La línea 3 es demasiado larga" in refusal(path, SPEC)


def test_every_sheet_is_counted(tmp_path):
    path = written(tmp_path, "xlsx", [(*CODES, "Ana", None, 1, "", None)] * 5)
    with pytest.raises(UnreadableTable, match="más de 3 filas"), open_sheets(path, Limits(rows=3)):
        pass


# --- Formats ---------------------------------------------------------------------------------------------------------
def test_a_file_without_a_suffix_is_told_by_its_content(tmp_path):
    rows = [(*CODES, "Ana", None, 1, "", None)]
    for form in FORMATS:
        path = written(tmp_path, form, rows).rename(tmp_path / f"table-{form}")
        assert read(path) == rows


def test_where_zips_and_workbooks_are_both_read(tmp_path):
    rows = [(*CODES, "Ana", None, 1, "", None)]
    both = replace(SPEC, formats=frozenset(Format))
    text = written(tmp_path, "csv", rows).read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("tabla.csv", text)
    (tmp_path / "a").write_bytes(packed.getvalue())
    assert read(tmp_path / "a", both) == read(written(tmp_path, "xlsx", rows), both) == rows


def test_a_workbook_tells_how_far_it_has_been_read(tmp_path):
    path = written(tmp_path, "xlsx", [(*CODES, "Ana", None, 1, "", None)])
    with open_table(path, SPEC) as table:
        assert table.share == 0
        assert len(list(table)) == 1
    assert table.share == 1


# --- Who may know whom -----------------------------------------------------------------------------------------------
def test_tables_are_read_and_written_nowhere_else():
    """Files of our own between a preview and its confirmation are no tables that come in or go out."""
    own = {"registry/files.py", "registry/report.py"}
    for app in ("accompaniment", "rubrics", "visits", "reports"):
        for path in (ROOT / app).rglob("*.py"):
            place = path.relative_to(ROOT / app)
            if {"tests", "tables"} & set(place.parts) or str(place) in own:
                continue
            imported = {
                name.name.partition(".")[0] if isinstance(node, ast.Import) else (node.module or "").partition(".")[0]
                for node in ast.walk(ast.parse(path.read_text("utf-8")))
                if isinstance(node, (ast.Import, ast.ImportFrom)) and not getattr(node, "level", 0)
                for name in node.names
            }
            assert not imported & {"csv", "openpyxl", "dbfread"}, place


@pytest.mark.parametrize("spec", [ROSTER, NETWORKS, REGISTRY])
def test_every_code_that_comes_in_is_an_identifier(spec):
    identifiers = {column.key for column in spec.columns if isinstance(column, Identifier)}
    codes = {
        "modular_code",
        "service_code",
        "annex",
        "document_number",
        "companion",
        "phone",
        "COD_MOD",
        "ANEXO",
        "CODOOII",
        "CODLOCAL",
        "CODGEO",
    }
    assert codes & {column.key for column in spec.columns} == identifiers
