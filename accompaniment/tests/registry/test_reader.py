"""Files of every wrapping come out as the same lines; what cannot be read says why in one sentence."""

import codecs
import io
import os

import pytest
from openpyxl import Workbook

from accompaniment.registry.columns import WANTED
from accompaniment.registry.errors import UnreadableFile
from accompaniment.registry.reader import open_registry

from .files import as_csv, as_dbf, limit, row, write, write_zip

TABLE = [row(), row(COD_MOD="0403692", CEN_EDU="PEQUEÑOS AÑOS; «LÚCUMA»", DIR_CEN="CALLE 1, MZ. Á")]


def read(path):
    with open_registry(path) as lines:
        return list(lines)


def wanted(table):
    return [{name: cells[name] for name in WANTED} for cells in table]


def refusal(path):
    with pytest.raises(UnreadableFile) as caught:
        read(path)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1", "cp850"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_in_every_encoding_and_separator(tmp_path, encoding, separator):
    path = write(tmp_path, "padron.csv", as_csv(TABLE, separator=separator).encode(encoding))
    assert [line.texts for line in read(path)] == wanted(TABLE)


def test_dbf_is_cp850_with_blanks_or_nuls(tmp_path):
    table = [{**cells, "CEN_EDU": "NIÑO DE PRAGA Á"} for cells in TABLE]
    for padding in (b" ", b"\0"):
        path = write(tmp_path, "padron.dbf", as_dbf([row(CEN_EDU="NIÑO DE PRAGA Á")], padding=padding))
        assert read(path)[0].texts == wanted(table)[0]


def test_a_deleted_dbf_record_is_left_out_and_numbers_stay(tmp_path):
    path = write(tmp_path, "padron.dbf", as_dbf([row(), row(COD_MOD="0000002"), row(COD_MOD="0000003")], deleted=(2,)))
    assert [(line.number, line.texts["COD_MOD"]) for line in read(path)] == [(1, "0403691"), (3, "0000003")]


@pytest.mark.parametrize("name", ["Padron_web.dbf", "datos/padron.csv"])
def test_zip_around_one_table(tmp_path, name):
    content = as_dbf([row()]) if name.endswith("dbf") else as_csv([row()])
    path = write_zip(tmp_path, {"LEEME.txt.pdf": "x", "__MACOSX/._padron.csv": "x", name: content})
    assert [line.texts for line in read(path)] == wanted([row()])


def test_persons_are_not_read(tmp_path):
    for path in (write(tmp_path, "a.csv", as_csv([row()])), write(tmp_path, "a.dbf", as_dbf([row()]))):
        text = str(read(path))
        assert "PERSONA" not in text
        assert "984000000" not in text
        assert "no.se.lee" not in text


def test_columns_by_name_in_any_order_and_case(tmp_path):
    cells = {name.lower(): value for name, value in reversed(row(EXTRA="nada").items())}
    assert read(write(tmp_path, "padron.csv", as_csv([cells])))[0].texts == wanted([row()])[0]


def test_lines_are_numbered_as_in_a_spreadsheet(tmp_path):
    table = [row(), dict.fromkeys(row(), ""), row(DIR_CEN="EN DOS\nLÍNEAS"), row(COD_MOD="0000009")]
    assert [line.number for line in read(write(tmp_path, "padron.csv", as_csv(table)))] == [2, 4, 5]


@pytest.mark.parametrize("missing", ["COD_MOD", "ANEXO", "CEN_EDU", "NIV_MOD", "CODOOII"])
def test_a_missing_required_column_is_named(tmp_path, missing):
    table = [{name: value for name, value in row().items() if name != missing}]
    for path in (write(tmp_path, "a.csv", as_csv(table)), write(tmp_path, "a.dbf", as_dbf(table))):
        assert refusal(path) == f"Al archivo le faltan columnas del padrón: {missing}."


def test_several_missing_columns_are_one_error(tmp_path):
    assert "COD_MOD, ANEXO, NIV_MOD, CODOOII." in refusal(write(tmp_path, "a.csv", "CEN_EDU,OTRA\nx,y\n"))


def test_optional_columns_may_be_absent(tmp_path):
    path = write(tmp_path, "a.csv", "COD_MOD,ANEXO,CEN_EDU,NIV_MOD,CODOOII\n0403691,0,X,A2,080013\n")
    assert read(path)[0].texts["CODOOII"] == "080013"


def test_a_repeated_column_is_refused(tmp_path):
    text = "COD_MOD,ANEXO,CEN_EDU,NIV_MOD,CODOOII,COD_MOD\n"
    assert "columnas repetidas: COD_MOD" in refusal(write(tmp_path, "a.csv", text))


def test_lines_with_the_wrong_number_of_cells_are_marked(tmp_path):
    head = "COD_MOD,ANEXO,CEN_EDU,NIV_MOD,CODOOII,ESTADO\n"
    path = write(tmp_path, "a.csv", head + "1,0,LA, COMA,A2,080013,1\n2,0,X\n3,0,X,A2,080013\n4,0,X,A2,080013,1,,\n")
    assert [line.fault for line in read(path)] == ["too_many_cells", "too_few_cells", "", ""]


def test_unclosed_quotes_do_not_swallow_the_rest(tmp_path):
    text = as_csv([row(), row(COD_MOD="0000002")]).replace("217 NIÑO", '"217 NIÑO', 1)
    assert "comillas" in refusal(write(tmp_path, "a.csv", text))


def as_xlsx(table) -> bytes:
    book = Workbook()
    for cells in ([*table[0]], *([*one.values()] for one in table)):
        book.active.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["padron.xlsx", "padron.csv", "padron.zip"])
def test_a_workbook_is_read_whatever_its_name(tmp_path, name):
    """An empty cell of a workbook is left out; the others are as in any other file."""
    filled = [{key: text for key, text in cells.items() if text} for cells in wanted(TABLE)]
    assert [line.texts for line in read(write(tmp_path, name, as_xlsx(TABLE)))] == filled


def test_an_old_workbook_renamed(tmp_path):
    assert "Excel antiguo" in refusal(write(tmp_path, "a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600))


@pytest.mark.parametrize("name", ["a.csv", "a.dbf", "a.zip"])
def test_an_empty_file(tmp_path, name):
    assert refusal(write(tmp_path, name, b"")) == "El archivo está vacío."


@pytest.mark.parametrize("name", ["a.csv", "a.dbf", "a.zip"])
@pytest.mark.parametrize("first", [b"", b"\x03\x7e\x08\x1c", b"PK\x03\x04"])
def test_ten_megabytes_of_garbage(tmp_path, name, first):
    assert refusal(write(tmp_path, name, first + os.urandom(10 * 1024 * 1024))).endswith(".")


def test_ten_megabytes_of_one_line(tmp_path):
    header = b"COD_MOD,ANEXO,CEN_EDU,NIV_MOD,CODOOII\n"
    assert "línea 1" in refusal(write(tmp_path, "a.csv", b"x" * 10_000_000))
    assert "línea 2" in refusal(write(tmp_path, "b.csv", header + b"x" * 10_000_000))


def test_nothing_but_a_byte_order_mark(tmp_path):
    assert refusal(write(tmp_path, "a.csv", codecs.BOM_UTF8))


def test_garbage_that_says_it_is_utf16(tmp_path):
    assert "dañado" in refusal(write(tmp_path, "a.csv", codecs.BOM_UTF16_LE + b"\x00\xd8" * 1000))


def test_half_a_utf16_file(tmp_path):
    assert refusal(write(tmp_path, "a.csv", as_csv([row()]).encode("utf-16")[:-1]))


def test_a_dbf_cut_short(tmp_path):
    content = as_dbf([row(), row(COD_MOD="0000002")])
    assert "está incompleto: anuncia 2 registros" in refusal(write(tmp_path, "a.dbf", content[:-200]))


@pytest.mark.parametrize("at", [10, 200, 700])
def test_a_dbf_cut_in_its_header(tmp_path, at):
    assert refusal(write(tmp_path, "a.dbf", as_dbf([row()])[:at])).endswith(".")


def test_what_is_inside_counts_unless_it_is_nothing_of_what_its_name_promises(tmp_path):
    assert "dice DBF" in refusal(write(tmp_path, "a.dbf", as_csv([row()])))
    assert len(read(write(tmp_path, "a.csv", as_dbf([row()])))) == 1
    assert len(read(write_zip(tmp_path, {"x.csv": as_csv([row()])}, name="b.csv"))) == 1


def test_other_kinds_of_file_and_no_file(tmp_path):
    assert refusal(write(tmp_path, "a.pdf", "%PDF")) == "El padrón debe ser un archivo CSV, DBF, Excel (.xlsx) o ZIP."
    assert "No se puede abrir" in refusal(tmp_path / "no-existe.csv")


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"a.csv": "x", "b.dbf": "y"}, "Ningún archivo del ZIP trae las columnas del padrón: a.csv, b.dbf."),
        ({"a.csv": as_csv([row()]), "b.dbf": as_dbf([row()])}, "trae 2 archivos que podrían ser el padrón: a.csv, b"),
        ({"leeme.pdf": "x"}, "ningún archivo"),
        ({"otro.zip": "x", "a.csv": "y"}, "otro ZIP adentro"),
    ],
)
def test_a_zip_without_exactly_one_table(tmp_path, members, said):
    assert said in refusal(write_zip(tmp_path, members))


def test_a_zip_disguised_inside_a_zip(tmp_path):
    inner = write_zip(tmp_path, {"a.csv": as_csv([row()])}, name="inner.zip").read_bytes()
    assert refusal(write_zip(tmp_path, {"a.csv": inner}))


def test_a_zip_bomb_stops_at_the_limit(tmp_path, monkeypatch):
    bomb = write_zip(tmp_path, {"a.csv": b"0" * 20_000_000})
    assert bomb.stat().st_size < 100_000
    limit(monkeypatch, unpacked=5_000_000)
    assert "demasiado grande" in refusal(bomb)


def test_a_damaged_zip(tmp_path):
    content = bytearray(write_zip(tmp_path, {"a.csv": as_csv([row()] * 50)}).read_bytes())
    content[60:90] = b"\0" * 30
    assert "dañado" in refusal(write(tmp_path, "b.zip", bytes(content)))
