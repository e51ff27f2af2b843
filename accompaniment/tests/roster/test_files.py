"""Bad and odd files: what is repaired, what is refused with its reason, and that none of it breaks the page."""

import io
import os
import time
import zipfile
from dataclasses import replace
from datetime import date, datetime

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from accompaniment.lib.tables.cells import Cell, CellKind, ages_of, day_of, with_lost_zeros
from accompaniment.lib.tables.errors import UnreadableTable
from accompaniment.models import RosterImport, Teacher
from accompaniment.roster import work
from accompaniment.roster.columns import MOST_ROWS, ROSTER
from accompaniment.roster.services import preview_upload

from .files import as_csv, as_xlsx, outcomes, preview, reasons, repacked, row, upload


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "private"},
        },
    }


def results(record):
    return record.summary["rows"]


def refusal(cast, content, name="personas.xlsx"):
    with pytest.raises(UnreadableTable) as error:
        preview_upload(user=cast.berta, upload=upload(content, name))
    assert not RosterImport.objects.exists()
    return str(error.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "cp850", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_in_any_letters_and_separator(cast, encoding, separator):
    record = preview(cast.berta, as_csv([row(cast, last_names="Muñoz Páucar")], separator=separator, encoding=encoding))
    assert outcomes(record) == ["new"]
    assert results(record)[0]["who"] == "Muñoz Páucar, Lucía"


def test_headers_in_any_order_capitals_and_other_names(cast):
    known = as_csv([row(cast)]).decode()
    text = known.replace("Número de documento", "DNI").replace("Código modular", "COD_MOD").replace("Anexo", "Notas")
    record = preview(cast.berta, text.replace("Apellidos", " apellidos * ").encode())
    assert outcomes(record) == ["new"]
    assert record.summary["unread"] == ["Notas"]


def test_a_title_above_empty_rows_and_another_sheet_first(cast):
    content = as_xlsx([row(cast), {}, row(cast, document_number="43000002")], above=[["UGEL Prueba"], [], ["Nómina"]])
    record = preview(cast.berta, content)
    assert [(result["line"], result["outcome"]) for result in results(record)] == [(5, "new"), (7, "new")]


def test_the_sheet_with_the_columns_is_found(cast):
    book = Workbook()
    book.active.append(["Lea primero esto"])
    sheet = book.create_sheet("Personas")
    cells = row(cast)
    for line in as_csv([cells]).decode().splitlines():
        sheet.append(line.split(","))
    out = io.BytesIO()
    book.save(out)
    assert outcomes(preview(cast.berta, out.getvalue())) == ["new"]


def test_sheets_that_were_not_read_and_hidden_rows_are_said(client, cast):
    book = load_workbook(io.BytesIO(as_xlsx([row(cast), row(cast, document_number="43000002")])))
    book.active.row_dimensions[3].hidden = True
    book.copy_worksheet(book.active).title = "RED 02"
    out = io.BytesIO()
    book.save(out)
    record = preview(cast.berta, out.getvalue())
    assert outcomes(record) == ["new", "new"]
    client.force_login(cast.berta)
    page = client.get(reverse("roster_preview", args=[record.pk])).text
    assert "Se leyó la hoja «Sheet»; no se leyeron otras: «RED 02»." in page
    assert "Entró también 1 fila oculta" in page


# --- Zeros, numbers and dates that a spreadsheet changed -------------------------------------------------------------
def test_numbers_get_their_zeros_back_and_it_is_said(cast):
    cast.jardin.modular_code = "0725808"
    cast.jardin.save()
    cells = row(cast, document_number=1234567, modular_code=725808.0, annex=0.0, phone=987654321.0)
    record = preview(cast.berta, as_xlsx([cells]))
    assert outcomes(record) == ["new"]
    assert results(record)[0]["document"] == "01234567"
    assert "quedó 01234567" in results(record)[0]["notes"][0]


def test_a_dni_typed_as_text_with_seven_digits_is_refused(cast):
    record = preview(cast.berta, as_xlsx([row(cast, document_number="1234567")]))
    assert outcomes(record) == ["refused"]
    assert "Si empieza con 0, escríbelo también." in reasons(record)[0][2]


def test_text_files_lose_zeros_too(cast):
    record = preview(cast.berta, [row(cast, document_number="1234567.0"), row(cast, document_number="12345")])
    assert outcomes(record) == ["new", "refused"]
    assert results(record)[0]["document"] == "01234567"


def test_a_companions_document_without_its_zero(cast):
    cast.ana.username = "07654321"
    cast.ana.save()
    record = preview(cast.berta, as_xlsx([row(cast, companion=7654321)]))
    assert results(record)[0]["new"] == ["person", "post", "assignment"]


@pytest.mark.parametrize(
    ("text", "kind", "day"),
    [
        ("03/04/2026", CellKind.LOOSE, date(2026, 4, 3)),
        ("3-4-2026", CellKind.TYPED, date(2026, 4, 3)),
        ("2026-04-03", CellKind.DATE, date(2026, 4, 3)),
        ("2026-04-03 00:00:00", CellKind.TYPED, date(2026, 4, 3)),
        ("45991", CellKind.NUMBER, date(2025, 11, 30)),
        ("45991.0", CellKind.LOOSE, date(2025, 11, 30)),
    ],
)
def test_days_in_every_form(text, kind, day):
    assert day_of(Cell(text, kind)) == day


@pytest.mark.parametrize(
    "text", ["04/31/2026", "marzo", "459", "4599100", "03/04/26", "2026", "45991.5", "１２/１/２０２６x"]
)
def test_what_is_no_day(text):
    with pytest.raises(ValueError):
        day_of(Cell(text, CellKind.LOOSE))


def test_typed_dates_of_a_workbook(cast):
    record = preview(
        cast.berta,
        as_xlsx(
            [
                row(cast, starts_on=datetime(cast.today.year, 3, 2), companion=cast.ana.username),
                row(cast, document_number="43000002", starts_on=45991, ends_on=date(2027, 1, 5)),
            ]
        ),
    )
    assert outcomes(record) == ["new", "new"]


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("", []), ("3", [3]), ("3 y 4", [3, 4]), ("5, 4,3", [3, 4, 5]), ("3 a 5 años", [3, 4, 5]), ("3-5", [3, 4, 5]),
        ("3-4-5", [3, 4, 5]), ("3.0", [3]), ("3.4", [3, 4]), ("0", [0]),
    ],
)  # fmt: skip
def test_ages_in_every_form(text, ages):
    assert ages_of(Cell(text)) == ages


@pytest.mark.parametrize("cell", [Cell("345"), Cell("tres"), Cell("5 a 3"), Cell("2026-04-03", CellKind.DATE)])
def test_what_is_no_age(cell):
    with pytest.raises(ValueError):
        ages_of(cell)


def test_zeros_are_given_only_to_what_may_have_lost_them():
    assert with_lost_zeros(Cell("1234567", CellKind.NUMBER), length=8, fewest=6) == "01234567"
    assert with_lost_zeros(Cell("1234567", CellKind.TYPED), length=8, fewest=6) == "1234567"
    assert with_lost_zeros(Cell("12345", CellKind.NUMBER), length=8, fewest=6) == "12345"


def test_merged_cells_count_for_all_their_rows(cast):
    rows = [row(cast), row(cast, document_number="43000002", modular_code=None)]
    record = preview(cast.berta, as_xlsx(rows, merged=["J2:J3"]))
    assert outcomes(record) == ["new", "new"]
    assert "Celda combinada" in results(record)[1]["notes"][0]
    assert "Código modular" in results(record)[1]["notes"][0]


def test_a_merged_document_with_two_names_is_refused(cast):
    rows = [row(cast), row(cast, document_number=None, first_names="Rosa")]
    assert outcomes(preview(cast.berta, as_xlsx(rows, merged=["B2:B3"]))) == ["refused", "refused"]


# --- Hostile contents --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name",
    ['=HYPERLINK("http://x.example","Lucía")', "'; DROP TABLE accompaniment_teacher; --", "@Lucía", "+Lucía", "-Lucía",
     "<script>alert(1)</script>"],
)  # fmt: skip
def test_names_are_only_names(cast, name):
    record = preview(cast.berta, [row(cast, first_names=name)])
    assert outcomes(record) == ["new"]
    assert results(record)[0]["who"].endswith(name)
    assert Teacher.objects.count() == 2


def test_a_formula_counts_as_what_excel_last_showed(cast):
    """openpyxl stores no result, as other programs that write workbooks."""
    [(line, column, reason)] = reasons(preview(cast.berta, as_xlsx([row(cast, first_names="=1+1")])))
    assert (line, column) == (2, "Nombres")
    assert "fórmula sin resultado: abre el archivo en Excel" in reason


def test_an_error_of_excel_is_said(cast):
    record = preview(cast.berta, as_xlsx([row(cast, section="#N/A")]))
    assert reasons(record) == [(2, "Sección", "La celda tiene un error de Excel.")]


def test_control_characters_and_nul_are_dropped(cast):
    record = preview(cast.berta, [row(cast, section="Luna\x07 llena\n azul")])
    assert outcomes(record) == ["new"]


def test_a_comma_too_many_moves_nothing(cast):
    text = as_csv([row(cast)]).decode().strip() + ",de más\n"
    record = preview(cast.berta, text.encode())
    assert "más celdas que columnas" in reasons(record)[0][2]


def test_ten_megabytes_of_garbage(cast):
    began = time.monotonic()
    assert "no es una tabla" in refusal(cast, os.urandom(10 * 1024 * 1024), "personas.csv")
    assert "no es una tabla" in refusal(cast, b"\0" * 10 * 1024 * 1024, "personas.csv")
    assert refusal(cast, b"garbage" * 1_490_000, "personas.csv")
    assert refusal(cast, b"a,b\n" * 2_600_000, "personas.csv")
    assert refusal(cast, b"PK\x03\x04" + os.urandom(10 * 1024 * 1024), "personas.xlsx")
    assert time.monotonic() - began < 30


def test_a_zip_bomb_is_not_unpacked(cast):
    bomb = repacked(
        as_xlsx([row(cast)]), lambda name, data: b" " * (200 << 20) if name.endswith("sheet1.xml") else data
    )
    assert len(bomb) < 1 << 20
    assert "demasiado grande" in refusal(cast, bomb)


def test_a_zip_bomb_that_lies_about_its_size(cast):
    bomb = bytearray(
        repacked(as_xlsx([row(cast)]), lambda name, data: b" " * (50 << 20) if name.endswith("sheet1.xml") else data)
    )
    real, said = (50 << 20).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    assert "dañado" in refusal(cast, bytes(bomb.replace(real, said)))


def test_entities_that_grow(cast):
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 5000 + b'"><!ENTITY c "'
    laughs += b"&b;" * 5000 + b'">]><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    laughs += b"<sheetData><row><c t='str'><v>&c;</v></c></row></sheetData></worksheet>"
    content = repacked(as_xlsx([row(cast)]), lambda name, data: laughs if name.endswith("sheet1.xml") else data)
    assert "dañado" in refusal(cast, content)


def test_a_sheet_that_lies_about_its_rows(cast):
    def lie(name, data):
        return data.replace(b'<dimension ref="A1:T4"', b'<dimension ref="A1:T2"') if "sheet1" in name else data

    rows = [row(cast, document_number=f"4300000{n}") for n in range(3)]
    content = as_xlsx(rows)
    assert repacked(content, lie) != content
    assert outcomes(preview(cast.berta, repacked(content, lie))) == ["new"] * 3


def test_a_row_at_the_far_end_of_the_sheet(cast):
    def move(name, data):
        return data.replace(b'r="3"', b'r="1048576"').replace(b'3" t=', b'1048576" t=') if "sheet1" in name else data

    rows = [row(cast), row(cast, document_number="43000002")]
    record = preview(cast.berta, repacked(as_xlsx(rows), move))
    assert [result["line"] for result in results(record)] == [2, 1048576]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vacío"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "Excel antiguo (.xls) o tiene clave"),
        (b"PK\x03\x04rest", "dañado"),
        (b"nombre,apellido\nAna,Quispe\n", "faltan columnas: Número de documento, Apellidos, Nombres"),
        (b"DNI,Documento,Apellidos,Nombres\n1,2,3,4\n", "columnas repetidas: Número de documento"),
        (b"DNI,Apellidos,Nombres\n\n,,\n", "ninguna persona"),
        (b'DNI,Apellidos,Nombres\n43000001,"Ccori\n', "comillas sin cerrar"),
        (b"\n\n\n", "no tiene ninguna fila"),
    ],
)
def test_a_whole_file_that_can_not_be_read(cast, content, said):
    assert said in refusal(cast, content)


def test_macros_and_other_books(cast):
    def with_macros(name, data):
        return data.replace(b"spreadsheetml.sheet.main", b"x.macroEnabled.main") if "Content_Types" in name else data

    assert "tiene macros" in refusal(cast, repacked(as_xlsx([row(cast)]), with_macros))
    for member, said in (
        ("xl/workbook.bin", "Este tipo de libro"),
        ("mimetype", "Este tipo"),
        ("word/x.xml", "no es un"),
    ):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(member, "x")
        assert said in refusal(cast, out.getvalue())


def test_a_workbook_with_too_many_rows(cast):
    header = "DNI,Apellidos,Nombres\n"
    assert f"más de {MOST_ROWS}" in refusal(cast, (header + "1,a,b\n" * (MOST_ROWS + 5)).encode(), "p.csv")


def test_too_many_members(cast, monkeypatch):
    monkeypatch.setattr(work, "ROSTER", replace(ROSTER, limits=replace(ROSTER.limits, members=3)))
    assert "demasiado grande" in refusal(cast, as_xlsx([row(cast)]))
