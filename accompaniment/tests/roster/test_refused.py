"""What a roster's file could not bring: said, given back to be corrected, and harmless however large it unpacks."""

import csv
import io
import tracemalloc
import zipfile

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accompaniment.lib.tables.errors import UnreadableTable
from accompaniment.models import AccessLogEntry, Post, RosterImport
from accompaniment.roster.services import preview_upload
from accompaniment.roster.summary import RosterSummary

from .files import applied, as_csv, as_xlsx, outcomes, preview, reasons, row, upload

GIGABYTE = 1 << 30


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "private"},
        },
    }


def refused_file(client, record, form):
    answer = client.get(reverse("roster_refused", args=[record.pk]), {"format": form})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


# --- Refused rows come back ------------------------------------------------------------------------------------------
def test_refused_rows_are_given_back_with_their_reason(client, cast):
    client.force_login(cast.berta)
    record = applied(cast, [row(cast), row(cast, document_number="4", section="=1+1", first_names="Ñusta")])
    lines = list(csv.DictReader(io.StringIO(refused_file(client, record, "csv").decode("utf-8-sig")), delimiter=";"))
    assert len(lines) == 1
    assert (lines[0]["Número de documento"], lines[0]["Nombres"], lines[0]["Edades"]) == ("4", "Ñusta", "3 y 4")
    assert lines[0]["Sección"] == "'=1+1"  # no spreadsheet runs it
    assert "Número de documento: El DNI tiene 8 dígitos" in lines[0]["Por qué no entró"]
    assert not AccessLogEntry.objects.exists()


def test_a_file_without_first_days_is_refused_once(cast):
    known = {name: text for name, text in row(cast).items() if name != "starts_on"}
    rows = [known, {**known, "document_number": "45000002", "first_names": "Rosa"}]
    with pytest.raises(UnreadableTable, match="le falta la columna «Desde»"):
        preview(cast.berta, as_csv(rows))


def test_corrected_they_are_imported(client, cast):
    client.force_login(cast.berta)
    record = preview(cast.berta, [row(cast, phone="12", companion=cast.ana.username)])
    book = load_workbook(io.BytesIO(refused_file(client, record, "xlsx")))
    headers = [cell.value for cell in book.active[1]]
    book.active.cell(2, headers.index("Celular") + 1, "987654321")
    out = io.BytesIO()
    book.save(out)
    again = preview(cast.berta, out.getvalue(), name="corregidas.xlsx")
    assert (outcomes(again), again.summary["unread"]) == (["new"], [])
    assert again.summary["rows"][0]["new"] == ["person", "post", "assignment"]


def test_the_page_offers_them_only_when_there_are_any(client, cast):
    client.force_login(cast.berta)
    for rows, offered in (([row(cast)], False), ([row(cast, annex="A")], True)):
        record = preview(cast.berta, rows)
        page = client.get(reverse("roster_preview", args=[record.pk])).content.decode()
        assert (reverse("roster_refused", args=[record.pk]) in page) is offered


def test_a_summary_of_before_is_still_read(cast):
    record = preview(cast.berta, [row(cast, annex="A")])
    stored = record.summary
    for one in stored["rows"]:
        del one["cells"], one["namesake"]
    assert [result.outcome for result in RosterSummary.from_json(stored).results] == ["refused"]


def test_whose_name_is_known_can_be_opened_from_the_preview(client, cast):
    client.force_login(cast.berta)
    record = preview(cast.berta, [row(cast, last_names="TANIA", first_names="flores")])
    page = client.get(reverse("roster_preview", args=[record.pk])).content.decode()
    assert "Ya hay otra persona con este nombre: Flores, Tania (41000001)" in page
    assert f'href="{cast.tania.get_absolute_url()}"' in page


# --- Posts that stand against each other -----------------------------------------------------------------------------
def test_one_post_with_two_sections_refuses_both_rows(cast):
    record = preview(cast.berta, [row(cast, section="Rojos"), row(cast, section="Azules")])
    assert outcomes(record) == ["refused", "refused"]
    assert [(line, column) for line, column, _reason in reasons(record)] == [(2, "Sección"), (3, "Sección")]
    assert "La misma plaza aparece con otro dato en la línea 3." in reasons(record)[0][2]


def test_one_post_for_two_companions_is_one_post(cast):
    rows = [row(cast, companion=who.username) for who in (cast.ana, cast.olga)]
    record = applied(cast, rows)
    assert outcomes(record) == ["new", "changed"]
    assert Post.objects.filter(teacher__document_number="43000001").count() == 1


# --- Codes as spreadsheets leave them --------------------------------------------------------------------------------
@pytest.mark.parametrize("written", ["725808.0", "725808", "0725808", "0725808-0"])
def test_a_modular_code_in_text(cast, written):
    cast.jardin.modular_code = "0725808"
    cast.jardin.save()
    assert outcomes(preview(cast.berta, as_csv([row(cast, modular_code=written)], separator=";"))) == ["new"]


# --- Files that would fill the machine -------------------------------------------------------------------------------
def bomb(*, sheet_bytes):
    """A workbook whose sheet unpacks to `sheet_bytes` of blanks."""
    with zipfile.ZipFile(io.BytesIO(as_xlsx([]))) as book:
        members = {name: book.read(name) for name in book.namelist()}
    out, block = io.BytesIO(), b" " * (1 << 20)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in members.items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(data)
                for _block in range(sheet_bytes >> 20 if name.endswith("sheet1.xml") else 0):
                    member.write(block)
    return out.getvalue()


def test_a_workbook_that_unpacks_to_gigabytes_takes_no_memory(cast):
    content = bomb(sheet_bytes=2 * GIGABYTE)
    assert len(content) < 10 << 20  # it would pass as an upload
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableTable, match="demasiado grande"):
            preview_upload(user=cast.berta, upload=upload(content, "bomba.xlsx"))
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()
    assert not RosterImport.objects.exists()
