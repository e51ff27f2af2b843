"""Files of instruments for the tests: as they leave, spoiled in one place, and workbooks of any sheets."""

import copy
import io
import json

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from rubrics.instruments.checks import read_instrument
from rubrics.instruments.files.writing import instrument_file
from rubrics.instruments.services.loading import shipped_files

GUIDE = read_instrument(next(path for path in shipped_files() if path.stem == "guia-pronoei"))


def upload(content, name):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.read())


def as_json(data):
    return upload(json.dumps(data).encode(), "x.json")


def content_of(version, form):
    with instrument_file(version, form) as file:
        return file.read()


def spoiled(**places):
    data = copy.deepcopy(GUIDE)
    for (number, name), value in places.pop("at", {}).items():
        data["criteria"][number - 1][name] = value
    return {**data, **places}


def book(**sheets):
    made = Workbook()
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()
