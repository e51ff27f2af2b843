"""Tables as those who publish and keep them make them: letters, titles, sheets, ZIPs, and what is said of each."""

import io
import struct
import zipfile
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from accompaniment.lib.tables.cells import Trouble, trouble_of
from accompaniment.lib.tables.columns import Column, Identifier
from accompaniment.lib.tables.encoding import encoding_of
from accompaniment.lib.tables.errors import UnreadableTable
from accompaniment.lib.tables.escaping import as_in_workbook, from_workbook
from accompaniment.lib.tables.formats import Format
from accompaniment.lib.tables.limits import Limits
from accompaniment.lib.tables.source import check_table, open_table
from accompaniment.lib.tables.spec import TableSpec

CODE = Identifier("code", "Código modular", 7, others=["cod mod"], is_required=True)
NAME = Column("name", "Nombre", is_required=True)
SPEC = TableSpec(columns=(CODE, NAME), formats=frozenset(Format), limits=Limits(rows=1000, seconds=2, megabytes=150))
ROWS = [("0403691", "NIÑO DE PRAGA"), ("0403692", "ÁNGEL")]


def read(path, spec=SPEC):
    with open_table(path, spec) as table:
        rows = [(row.texts.get("code", ""), row.texts.get("name", "")) for row in table]
    return rows, table.notes


def numbered(path):
    with open_table(path, SPEC) as table:
        return [row.number for row in table]


def refusal(path, spec=SPEC):
    with pytest.raises(UnreadableTable) as caught:
        read(path, spec)
    assert str(caught.value).endswith(".")
    return str(caught.value)


@pytest.fixture
def write(tmp_path):
    def writes(content, name="table"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return writes


def as_csv(rows=ROWS, heads=("COD_MOD", "Nombre"), separator=","):
    return "".join(separator.join(cells) + "\r\n" for cells in [heads, *rows])


def as_dbf(rows=ROWS, *, encoding="cp850", language=0, width=30):
    fields = [struct.pack("<11scLBB14s", name, b"C", 0, width, 0, b"") for name in (b"COD_MOD", b"NOMBRE")]
    head = struct.pack("<BBBBLHH", 3, 126, 8, 28, len(rows), 32 + 64 + 1, 1 + 2 * width)
    records = b"".join(b" " + b"".join(cell.encode(encoding).ljust(width) for cell in row) for row in rows)
    return head + b"\0" * 17 + bytes([language]) + b"\0\0" + b"".join(fields) + b"\r" + records + b"\x1a"


def as_xlsx(**sheets):
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for cells in rows:
            sheet.append(cells)
    return book


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_only(rows):
    """A workbook whose texts stand within their cells."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for cells in rows:
        sheet.append(cells)
    return saved(book)


def repacked(content, change):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if (data := change(member.filename, old.read(member))) is not None:
                new.writestr(member.filename, data)
    return out.getvalue()


def zipped(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


TABLE = [["Código modular", "Nombre"], *map(list, ROWS)]


# --- What stands above and around the header -------------------------------------------------------------------------
@pytest.mark.parametrize("separator", [";", ",", "\t", "^"])
def test_the_line_that_names_the_separator_is_no_row(write, separator):
    path = write(f"\ufeffsep={separator}\r\n" + as_csv(separator=separator))
    assert read(path)[0] == ROWS
    assert numbered(path) == [2, 3]  # Excel does not show it


def test_titles_stand_above_the_header(write):
    assert read(write("UGEL Prueba\n\nAl 28/08/2026\n" + as_csv()))[0] == ROWS


@pytest.mark.parametrize("separator", [";", ","])
def test_headings_of_a_dbf_that_was_saved_as_text_say_their_type(write, separator):
    heads = ['"COD_MOD,C,7"', '"Nombre,C,60"'] if separator == "," else ["COD_MOD,C,7", "Nombre,C,60"]
    assert read(write(as_csv(heads=heads, separator=separator)))[0] == ROWS


# --- Letters ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("encoding", ["cp850", "cp1252", "utf-8"])
@pytest.mark.parametrize("language", [0, 2, 3, 0x57])
def test_the_letters_of_a_dbf_are_told_by_what_they_make(write, encoding, language):
    assert read(write(as_dbf(encoding=encoding, language=language)))[0] == ROWS


@pytest.mark.parametrize(("language", "read_as"), [(0x57, "cp1252"), (0x03, "cp1252"), (0, "cp850"), (2, "cp850")])
def test_where_the_letters_say_nothing_the_header_of_a_dbf_does(write, language, read_as):
    byte = b"\xe7"  # ç in Windows, þ in DOS
    content = as_dbf([("0403691", "?")], language=language).replace(b"?", byte)
    assert read(write(content))[0] == [("0403691", byte.decode(read_as))]


@pytest.mark.parametrize("bad", [b"\xf3", b"\xc3", b"\xff"])
def test_a_broken_letter_is_found_in_its_cell_and_harms_no_other(write, bad):
    rows = [*ROWS, ("0403693", "DEMOSTRACI?N"), ("0403694", "PEÑA")]
    found, _notes = read(write(as_csv(rows).encode().replace(b"?", bad)))
    assert found[:2] + found[3:] == rows[:2] + rows[3:]
    assert trouble_of(found[2][1]) is Trouble.LETTER


def test_a_nul_in_a_cell_is_a_blank(write):
    found, _notes = read(write(as_csv([("0403691", "NIÑO" + "\0" * 40)])))
    assert [(code, name.strip()) for code, name in found] == [("0403691", "NIÑO")]


def test_utf16_without_its_mark(write):
    assert read(write(as_csv().encode("utf-16-le")))[0] == ROWS


@settings(max_examples=40, deadline=None)
@given(st.text(st.sampled_from("áéíóúñÑÁÉÜ°aZ0 "), min_size=1), st.sampled_from(["cp850", "cp1252", "utf-8"]))
@example("Ñ°á", "cp1252")  # two of its bytes are a letter of UTF-8
def test_spanish_is_told_from_its_bytes(text, encoding):
    found = encoding_of([text.encode(encoding)], otherwise=encoding if encoding != "utf-8" else "cp850")
    assert encoding != "utf-8" or found == "utf-8"


def test_a_dbf_that_ends_before_its_last_record_is_incomplete(write):
    content = as_dbf([*ROWS, ("\x1a", "")]).replace(b" \x1a", b"\x1a ")
    assert "anuncia 3 registros y no llegan todos" in refusal(write(content))


# --- Quotes ----------------------------------------------------------------------------------------------------------
def test_a_name_that_begins_with_quotes_is_read_as_excel_does(write):
    found, _notes = read(write(as_csv([("0403691", '"LOS ANGELITOS" DE PRAGA')])))
    assert found == [("0403691", "LOS ANGELITOS DE PRAGA")]


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_quotes_that_nobody_closed_are_said_also_on_the_last_line(write, end):
    assert "la línea 3" in refusal(write('COD_MOD,Nombre\n1,a\n2,"b' + end))


def test_a_cell_of_several_lines_stays_one(write):
    assert read(write('COD_MOD,Nombre\n1,"dos\nlíneas"\n'))[0] == [("1", "dos\nlíneas")]


# --- Workbooks -------------------------------------------------------------------------------------------------------
def test_of_alike_sheets_the_others_are_named(write):
    book = as_xlsx(**{"RED 01": TABLE, "RED 02": TABLE, "Vacía": [], "RED 03": TABLE})
    assert read(write(saved(book))) == (
        ROWS,
        ["Se leyó la hoja «RED 01»; no se leyeron otras: «RED 02», «RED 03»."],
    )


def test_a_hidden_sheet_waits_for_those_that_one_sees(write):
    book = as_xlsx(Antes=[TABLE[0], ["0000001", "VIEJO"]], Ahora=TABLE)
    book["Antes"].sheet_state = "hidden"
    rows, [note] = read(write(saved(book)))
    assert rows == ROWS
    assert "«Ahora»" in note and "«Antes»" in note


def test_a_hidden_sheet_with_more_columns_waits_too(write):
    book = as_xlsx(Plantilla=[["Código modular", "Nombre", "Área"], ["0000001", "VIEJO", "x"]], Ahora=TABLE)
    book["Plantilla"].sheet_state = "veryHidden"
    spec = replace(SPEC, columns=(CODE, NAME, Column("area", "Área")))
    assert read(write(saved(book)), spec)[0] == ROWS
    book["Ahora"]["B1"] = "Otra cosa"
    assert read(write(saved(book)), spec)[0] == [("0000001", "VIEJO")]


def test_hidden_columns_that_are_read_are_named(write):
    book = as_xlsx(Hoja=[[*cells, "nada"] for cells in TABLE])
    book["Hoja"].column_dimensions.group("B", "C", hidden=True)
    assert read(write(saved(book))) == (ROWS, ["Se leyeron también columnas ocultas: Nombre."])


def test_hidden_rows_are_counted(write):
    book = as_xlsx(Hoja=TABLE)
    book["Hoja"].row_dimensions[3].hidden = True
    assert read(write(saved(book))) == (ROWS, ["Entró también 1 fila oculta, por un filtro o a mano."])


def test_columns_may_stand_far_to_the_right(write):
    assert read(write(saved(as_xlsx(Hoja=[[*"x" * 80, *cells] for cells in TABLE]))))[0] == ROWS


def test_a_heading_of_two_merged_rows_counts_in_both(write):
    book = as_xlsx(Hoja=[["Código modular", "Datos"], [None, "Nombre"], *TABLE[1:]])
    book["Hoja"].merge_cells("A1:A2")
    assert read(write(saved(book)))[0] == ROWS


def test_a_formula_without_its_result_and_the_end_of_a_line(write):
    rows, _notes = read(write(saved(as_xlsx(Hoja=[TABLE[0], ["=1+1", "Luz_x000D_ b"], ["=2+2", None]]))))
    assert [(trouble_of(code), name) for code, name in rows] == [(Trouble.FORMULA, "Luz\r b")]


def test_a_formula_whose_result_is_nothing_is_empty(write):
    def empty(name, data):
        return data.replace(b'<c r="A2"><f>1+1</f><v />', b'<c r="A2" t="str"><f>1+1</f><v />')

    content = saved(as_xlsx(Hoja=[TABLE[0], ["=1+1", "Ana"]]))
    assert repacked(content, empty) != content
    assert read(write(repacked(content, empty)))[0] == [("", "Ana")]


def test_a_text_of_several_fonts_is_one(write):
    def in_fonts(_name, data):
        return data.replace(b"<is><t>NI\xc3\x91O DE PRAGA</t></is>", fonts)

    fonts = "<is><r><t>NIÑO</t></r><r><rPr><b/></rPr><t xml:space='preserve'> DE PRAGA</t></r></is>".encode()
    content = repacked(write_only(TABLE), in_fonts)
    assert content != write_only(TABLE)
    assert fonts in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert read(write(content))[0] == ROWS


@given(st.text(st.sampled_from("_x005FD1 \r\n"), max_size=30))
def test_what_looks_like_a_code_of_a_workbook_stays_letters(text):
    assert from_workbook(as_in_workbook(text)) == text


def test_a_workbook_without_styles_is_read(write):
    content = repacked(saved(as_xlsx(Hoja=TABLE)), lambda name, data: None if "styles" in name else data)
    assert read(write(content))[0] == ROWS


def test_a_strict_workbook_and_a_web_page_say_what_to_do(write):
    transitional, strict = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
    content = repacked(saved(as_xlsx(Hoja=TABLE)), lambda _name, data: data.replace(transitional, strict))
    assert "Open XML estricta" in refusal(write(content))
    for start in ("<html>", "\ufeff\r\n <!DOCTYPE html>", "<?xml version='1.0'?><Workbook>", "<table border=1>"):
        assert "página web" in refusal(write(start + "<tr><td>Código modular</td></tr>"))


# --- ZIPs ------------------------------------------------------------------------------------------------------------
def test_of_a_zip_the_table_with_the_columns_is_read_and_named(write):
    dictionary = saved(as_xlsx(Hoja=[["Campo", "Descripción"], ["COD_MOD", "Código modular"]]))
    other = as_dbf(encoding="utf-8").replace(b"COD_MOD\0", b"CODIGO \0")
    content = zipped(dic__xlsx=dictionary, apoyo__dbf=other, web__dbf=as_dbf(), leeme__txt="Léeme", foto__jpg="x")
    assert read(write(content)) == (
        ROWS,
        ["Del ZIP se leyó «web.dbf»; no se leyeron: dic.xlsx, apoyo.dbf, leeme.txt."],
    )


def test_a_zip_with_none_or_several_of_them_names_them(write):
    assert "a.csv, b.dbf" in refusal(write(zipped(a__csv=as_csv(), b__dbf=as_dbf(), c__txt="x")))
    assert "Ningún archivo" in refusal(write(zipped(a__csv="x,y\n", c__txt="x")))


# --- Limits ----------------------------------------------------------------------------------------------------------
def into_sheet(extra, at=b"</sheetData>"):
    return repacked(
        saved(as_xlsx(Hoja=TABLE)), lambda name, data: data.replace(at, extra + at) if "sheet1" in name else data
    )


def test_sixty_thousand_merged_cells_cost_as_little_as_their_rows(write):
    merges = b"".join(b'<mergeCell ref="A%d:A%d"/>' % (n, n + 90) for n in range(2, 60002))
    content = into_sheet(b"<mergeCells>" + merges + b"</mergeCells>", at=b"<pageMargins")
    assert read(write(content))[0] == ROWS


@pytest.mark.parametrize(
    "extra",
    [
        b"<row r='4'>" + b"<c><v>1</v></c>" * 1_000_001 + b"</row>",
        b"<row>" * 300_000 + b"</row>" * 300_000,
        b"<!--" + b"mergeCell " * 2_800_000 + b"-->",
    ],
    ids=["cells", "nested", "words"],
)
def test_a_small_file_that_grows_ends_in_a_sentence(write, extra):
    path = write(into_sheet(extra))
    assert path.stat().st_size < 80_000
    assert "tiempo o memoria" in refusal(path, replace(SPEC, limits=replace(SPEC.limits, seconds=1, megabytes=25)))


def test_a_look_that_takes_too_long_leaves_it_to_whoever_reads(write, monkeypatch):
    monkeypatch.setattr("accompaniment.lib.tables.limits.AT_ONCE", 0.001)
    monkeypatch.setattr("accompaniment.lib.tables.source.find_header", lambda *_args: sum(iter(int, 1)))
    check_table(write(as_csv()), replace(SPEC, limits=replace(SPEC.limits, megabytes=60)))


GOOD = {"csv": as_csv().encode(), "dbf": as_dbf(), "xlsx": saved(as_xlsx(Hoja=TABLE)), "zip": zipped(a__dbf=as_dbf())}


@settings(max_examples=40, deadline=None)
@given(
    form=st.sampled_from(sorted(GOOD)),
    at=st.floats(0, 1),
    length=st.integers(0, 300),
    other=st.binary(max_size=50),
)
def test_whatever_happens_to_a_file_it_is_read_or_refused_in_a_sentence(tmp_path_factory, form, at, length, other):
    content, path = GOOD[form], tmp_path_factory.getbasetemp() / "mutated"
    start = round(at * len(content))
    path.write_bytes(content[:start] + other + content[start + length :])
    try:
        rows, _notes = read(path)
    except UnreadableTable as error:
        assert str(error).endswith(".")
    else:
        assert len(rows) <= len(ROWS) + 50
