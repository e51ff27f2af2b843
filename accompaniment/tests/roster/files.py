"""Small rosters for the tests: rows by column, as CSV in any letters and as a workbook with typed cells."""

import csv
import io
import zipfile
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from accompaniment.models import Assignment, Post, RosterImport, Teacher
from accompaniment.roster.columns import BY_KEY, COLUMNS
from accompaniment.roster.services import confirm_import, preview_upload

STARTS = date(2026, 3, 2)


def row(cast, **cells):
    """A new teacher of the jardín; cells by the key of their column."""
    return {
        "document_type": "DNI",
        "document_number": "43000001",
        "last_names": "Ccori Huanca",
        "first_names": "Lucía",
        "kind": "docente de aula",
        "contract": "nombrada",
        "phone": "987654321",
        "email": "",
        "mother_tongue": "quechua",
        "modular_code": cast.jardin.modular_code,
        "annex": "0",
        "section": "Girasoles",
        "ages": "3 y 4",
        "starts_on": cast.today.strftime("%d/%m/%Y"),
        **cells,
    }


def as_csv(rows, *, separator=",", encoding="utf-8"):
    keys = list(dict.fromkeys(key for one in rows for key in one))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerow([BY_KEY[key].heading for key in keys])
    writer.writerows([one.get(key, "") for key in keys] for one in rows)
    return out.getvalue().encode(encoding)


def as_xlsx(rows, *, above=(), merged=()):
    """A workbook; cells keep their types. `above` are rows before the header, `merged` ranges such as «J2:J3»."""
    book = Workbook()
    sheet = book.active
    for line in above:
        sheet.append(line)
    sheet.append([column.heading for column in COLUMNS])
    for one in rows:
        sheet.append([one.get(column.key) for column in COLUMNS])
    for area in merged:
        sheet.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(content, change):
    """A workbook whose members pass through `change(name, bytes)`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(member.filename, change(member.filename, old.read(member)))
    return out.getvalue()


def upload(content, name="personas.csv"):
    return SimpleUploadedFile(name, content)


def preview(user, rows, **options) -> RosterImport:
    content = rows if isinstance(rows, bytes) else as_csv(rows)
    return preview_upload(user=user, upload=upload(content, **options))


def outcomes(record):
    return [result["outcome"] for result in record.summary["rows"]]


def reasons(record):
    """Line, column and reason of every refusal."""
    return [
        (result["line"], fault["column"], fault["reason"])
        for result in record.summary["rows"]
        for fault in result["faults"]
    ]


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (Teacher, Post, Assignment)]


def applied(cast, rows):
    record = preview(cast.berta, rows)
    assert confirm_import(record=record)
    record.refresh_from_db()
    return record


def held(cast, teacher="tania", **cells):
    """The row that says of somebody exactly what is known."""
    one = getattr(cast, teacher)
    post = one.posts.get()
    return {
        "document_number": one.document_number,
        "last_names": one.last_names,
        "first_names": one.first_names,
        "kind": "docente" if teacher == "tania" else "PEC",
        "modular_code": post.institution.modular_code,
        "section": post.section,
        "ages": "4 y 5",
        "starts_on": post.starts_on.strftime("%d/%m/%Y"),
        "companion": cast.ana.username,
        "modality": "externa",
        "visits_owed": "6",
        **cells,
    }
