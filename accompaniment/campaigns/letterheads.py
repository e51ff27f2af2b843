"""The image of a letterhead: checked, drawn anew as PNG, and kept for ever under the hash of what it shows.

A name that is the content's hash never comes to mean another image: documents already issued keep theirs.
"""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

FOLDER = "letterheads"
LARGEST_FILE = 5 * 1024 * 1024
LARGEST_PIXELS = 40_000_000
FITS = (1200, 400)  # pixels: sharp on paper at the width of a page
KINDS = ("PNG", "JPEG", "WEBP", "GIF")
NAME = re.compile(r"[0-9a-f]{64}")


def keep_image(upload: IO[bytes]) -> str:
    """Keep the image and return its name; ValidationError says in one sentence why it is not one."""
    drawn = _redrawn(upload)
    name = hashlib.sha256(drawn).hexdigest()
    path = _path(name)
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(drawn))
    return name


def open_image(name: str) -> bytes:
    """Return the PNG kept under `name`; FileNotFoundError when there is none."""
    if not NAME.fullmatch(name):
        raise FileNotFoundError(name)
    with default_storage.open(_path(name)) as kept:
        content: bytes = kept.read()
    return content


def _path(name: str) -> str:
    return f"{FOLDER}/{name}.png"


def _redrawn(upload: IO[bytes]) -> bytes:
    """Return the image as a PNG of a fitting size, with nothing of the original file but its pixels."""
    content = upload.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise ValidationError(_("La imagen pesa demasiado: elige una de hasta 5 MB."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=KINDS) as image:
                return _as_png(image)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError, Warning) as wrong:
        raise ValidationError(_("Este archivo no es una imagen que se pueda leer: elige un PNG o un JPG.")) from wrong


def _as_png(image: Image.Image) -> bytes:
    if image.width * image.height > LARGEST_PIXELS:
        raise ValidationError(_("La imagen es demasiado grande: elige una de hasta 40 megapíxeles."))
    upright = ImageOps.exif_transpose(image).convert("RGBA")
    upright.thumbnail(FITS)
    clean = Image.new("RGBA", upright.size)
    clean.paste(upright)
    drawn = io.BytesIO()
    clean.save(drawn, "PNG", optimize=True)
    return drawn.getvalue()
