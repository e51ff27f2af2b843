"""Several issued documents in one file, each as it was issued."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_STORED, ZipFile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accompaniment.lib.tables.writing import Table, csv_lines
from reports.documents.models.documents import Document


def archive_of(documents: Iterable[Document], *, index: Table | None = None) -> IO[bytes]:
    """Return a ZIP of their files, at its beginning, with a table that says what is in it when there is one; a PDF is
    compressed already, so they are only laid side by side.

    Raises ValidationError, which names it, when a file is gone or is no longer what was issued: then there is none.
    """
    archive = TemporaryFile()  # noqa: SIM115 : whoever answers with it closes it
    try:
        _write(documents, archive, index)
    except ValidationError:
        archive.close()
        raise
    archive.seek(0)
    return archive


def _write(documents: Iterable[Document], archive: IO[bytes], index: Table | None) -> None:
    with ZipFile(archive, "w", ZIP_STORED) as together:
        if index:
            together.writestr(f"{index.name}.csv", "".join(csv_lines(index)))
        for document in documents:
            name = document.file_name
            if name in together.namelist():  # another UGEL gave the same number
                name = f"{document.code}-{name}"
            together.writestr(name, _content(document))


def _content(document: Document) -> bytes:
    try:
        with document.file.open("rb") as file:
            content: bytes = file.read()
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() != document.sha256:
        text = _("El archivo N.° %(number)s no está como se emitió: desmárcalo y avisa a quien cuida el sistema.")
        raise ValidationError(text, params={"number": document.full_number})
    return content
