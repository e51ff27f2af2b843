"""The answer with a stored file: just as it was stored, or a page that says why there is none."""

from __future__ import annotations

import hashlib
import logging
from typing import Any

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)


def answer_with(request: HttpRequest, file: FieldFile, *, sha256: str, **options: Any) -> HttpResponse | FileResponse:
    """Send a file whose digest is still the one it was stored with: 410 when it is gone, 500 when it has changed.

    It is read twice, piece by piece, and never held in memory.
    """
    try:
        stored = file.storage.open(str(file.name), "rb")
    except FileNotFoundError:
        log.error("A stored file is gone: %s", file.name)
        text = _("Este archivo ya no está donde se guardó. Avisa a quien cuida el sistema: quizá está en una copia.")
        return render(request, "file_lost.html", {"text": text}, status=410)
    digest = hashlib.sha256()
    for piece in stored.chunks():
        digest.update(piece)
    if digest.hexdigest() != sha256:
        stored.close()
        log.error("A stored file is not what was stored: %s", file.name)
        text = _("Este archivo cambió desde que se guardó, y por eso no se entrega. Avisa a quien cuida el sistema.")
        return render(request, "file_lost.html", {"text": text}, status=500)
    stored.seek(0)
    return FileResponse(stored, **options)
