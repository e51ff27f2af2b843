"""The answer with a stored file: just as it was stored, or a page that says why there is none."""

from __future__ import annotations

import hashlib
import logging
from io import BytesIO
from typing import Any

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)


def answer_with(request: HttpRequest, file: FieldFile, *, sha256: str, **options: Any) -> HttpResponse | FileResponse:
    """Send a file whose digest is still the one it was stored with: 410 when it is gone, 500 when it has changed."""
    try:
        with file.open("rb") as stored:
            content = stored.read()
    except FileNotFoundError:
        log.error("A stored file is gone: %s", file.name)
        text = _("Este archivo ya no está donde se guardó. Avisa a quien cuida el sistema: quizá está en una copia.")
        return render(request, "file_lost.html", {"text": text}, status=410)
    if hashlib.sha256(content).hexdigest() != sha256:
        log.error("A stored file is not what was stored: %s", file.name)
        text = _("Este archivo cambió desde que se guardó, y por eso no se entrega. Avisa a quien cuida el sistema.")
        return render(request, "file_lost.html", {"text": text}, status=500)
    return FileResponse(BytesIO(content), **options)
