"""The image of a letterhead: checked, drawn anew as PNG, and kept for ever under the hash of what it shows.

A name that is the content's hash never comes to mean another image: documents already issued keep theirs.
"""

from __future__ import annotations

import hashlib
import re
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from accompaniment.lib.pictures import PictureTooLarge, UnreadablePicture, redrawn

FOLDER = "letterheads"
LARGEST_FILE = 5 * 1024 * 1024
LARGEST_PIXELS = 12_000_000
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
        return redrawn(content, kinds=KINDS, fits=FITS, to="PNG", most_pixels=LARGEST_PIXELS)
    except PictureTooLarge as error:
        raise ValidationError(_("La imagen es demasiado grande: elige una de hasta 12 megapíxeles.")) from error
    except UnreadablePicture as error:
        unreadable = _("Este archivo no es una imagen que se pueda leer: elige un PNG o un JPG.")
        raise ValidationError(unreadable) from error
