"""The lists that other systems give: a cut of NEXUS, surnames in two columns or names in one, rows of other levels."""

import io

import pytest
from openpyxl import Workbook

from accompaniment.lib.tables.errors import UnreadableTable
from accompaniment.roster import extract
from accompaniment.roster.services import preview_upload

from .files import outcomes, preview, reasons, upload

NEXUS = {
    "CODMOD I.E.": "9900001",
    "CODIGO DE PLAZA": "999000000001",
    "SITUACION LABORAL": "NOMBRADO",
    "DOCUMENTO DE IDENTIDAD": "73100001",
    "APELLIDO PATERNO": "PRUEBA",
    "APELLIDO MATERNO": "FICTICIA",
    "NOMBRES": "ROSA",
    "FECHA DE INICIO": "02/03/2026",
    "FECHA DE TERMINO": "-   -",
    "NIVEL EDUCATIVO": "Inicial - Jardín",
    "CARGO": "PROFESOR",
    "CODIGO MODULAR": "1009999999",  # the person's
}
VACANT = {
    **NEXUS,
    "SITUACION LABORAL": "VACANTE",
    "DOCUMENTO DE IDENTIDAD": "VACANTE",
    "APELLIDO PATERNO": None,
    "APELLIDO MATERNO": None,
    "NOMBRES": None,
}


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "private"},
        },
    }


def book(rows, *, above=(), before=0):
    """A workbook of rows by heading, under titles and to the right of so many columns that nobody asks for."""
    book = Workbook()
    for line in above:
        book.active.append(line)
    others = [f"COLUMNA {n}" for n in range(before)]
    book.active.append([*others, *rows[0]])
    for one in rows:
        book.active.append([*("x" for _other in others), *one.values()])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(cast, rows, **options):
    return preview(cast.berta, book(rows, **options))


@pytest.mark.parametrize("above", [[], [["UGEL PRUEBA"], ["NEXUS al 30/11/2026"], [], []]])
def test_a_cut_of_nexus_comes_in_with_its_vacant_posts_told_apart(cast, above):
    rows = [NEXUS, {**NEXUS, "DOCUMENTO DE IDENTIDAD": 73100002, "NOMBRES": "ANA"}, VACANT]
    record = read(cast, rows, above=above, before=60)
    assert (outcomes(record), reasons(record)) == (["new", "new"], [])
    assert record.summary["rows"][0]["who"] == "PRUEBA FICTICIA, ROSA"
    assert cast.jardin.code in record.summary["rows"][0]["place"]
    assert record.summary["notes"] == ["1 plaza vacante no entra: no tiene a nadie."]
    assert "CODIGO DE PLAZA" in record.summary["unread"]


def test_the_headings_of_its_raw_table(cast):
    names = {
        "CODMOD I.E.": "codmodce", "DOCUMENTO DE IDENTIDAD": "numdocum", "APELLIDO PATERNO": "apellipat",
        "APELLIDO MATERNO": "apellimat", "NIVEL EDUCATIVO": "descniveduc", "CARGO": "descargo",
        "FECHA DE INICIO": "fecinicio",
    }  # fmt: skip
    assert outcomes(read(cast, [{names.get(key, key): value for key, value in NEXUS.items()}])) == ["new"]


def test_other_levels_are_left_out_before_the_rows_are_counted(cast, monkeypatch):
    monkeypatch.setattr(extract, "MOST_ROWS", 2)
    levels = ["Primaria", "SECUNDARIA", "ED. BASICA ESPECIAL-INICIAL", "B0", "INICIAL - PROGRAMA NO ESCOLARI", "A2"]
    rows = [
        {**NEXUS, "DOCUMENTO DE IDENTIDAD": f"7310000{n}", "NIVEL EDUCATIVO": level} for n, level in enumerate(levels)
    ]
    record = read(cast, rows)
    assert outcomes(record) == ["new", "new"]
    assert record.summary["notes"] == ["4 filas no entran: son de otros niveles."]
    with pytest.raises(UnreadableTable, match="más de 2 filas"):
        read(cast, [{**NEXUS, "NOMBRES": f"ANA {n}"} for n in range(3)])


def test_other_staff_is_left_out(cast):
    rows = [{**NEXUS, "TIPO DE TRABAJADOR": kind} for kind in ("DOCENTE", "ADMINISTRATIVO", "Profesional de la salud")]
    record = read(cast, rows)
    assert outcomes(record) == ["new"]
    assert record.summary["notes"] == ["2 filas no entran: son de otro personal."]


def test_a_list_of_nobody_says_why(cast):
    with pytest.raises(UnreadableTable, match="ninguna persona. 1 plaza vacante no entra"):
        preview_upload(user=cast.berta, upload=upload(book([VACANT]), "nexus.xlsx"))


def test_names_in_one_column_are_parted_at_their_comma(cast):
    one = {"N°": 1, "DNI": "73100001", "APELLIDOS Y NOMBRES": "PRUEBA FICTICIA, ROSA", "CARGO": "DOCENTE",
           "CÓDIGO MODULAR": "9900001", "DESDE": "02/03/2026"}  # fmt: skip
    record = read(cast, [one, {**one, "DNI": "73100002", "APELLIDOS Y NOMBRES": "PRUEBA FICTICIA ROSA"}])
    assert outcomes(record) == ["new", "refused"]
    assert record.summary["rows"][0]["who"] == "PRUEBA FICTICIA, ROSA"
    assert reasons(record) == [(3, "Apellidos", "Escribe una coma entre los apellidos y los nombres, o dos columnas.")]
    assert record.summary["rows"][1]["cells"]["last_names"] == "PRUEBA FICTICIA ROSA"


def test_a_heading_that_nobody_knows_is_named(cast):
    one = {"DNI": "73100001", "NOMBRE COMPLETO": "ROSA PRUEBA", "CARGO": "DOCENTE"}
    with pytest.raises(
        UnreadableTable, match="faltan columnas: Apellidos, Nombres. .* no se conocen: NOMBRE COMPLETO."
    ):
        read(cast, [one])


def test_surnames_are_joined_once(cast):
    one = {"DNI": "73100001", "APELLIDOS": "PRUEBA FICTICIA", "APELLIDO MATERNO": "FICTICIA", "NOMBRES": "ROSA",
           "CARGO": "DOCENTE", "COD_MOD": "9900001", "DESDE": "02/03/2026"}  # fmt: skip
    assert read(cast, [one]).summary["rows"][0]["who"] == "PRUEBA FICTICIA, ROSA"
    one["APELLIDOS"] = "PRUEBA"
    assert read(cast, [one]).summary["rows"][0]["who"] == "PRUEBA FICTICIA, ROSA"


@pytest.mark.parametrize(
    "heading", ["DOCUMENTO DE IDENTIDAD", "N° DNI", "Nº DNI", "N.° DNI", "Nro. DNI", "Doc. identidad"]
)
def test_the_document_under_every_heading(cast, heading):
    one = {heading: "73100001", "APELLIDOS": "PRUEBA FICTICIA", "NOMBRES": "ROSA", "CARGO": "DOCENTE",
           "COD_MOD": "9900001", "DESDE": "02/03/2026"}  # fmt: skip
    assert outcomes(read(cast, [one])) == ["new"]
