"""Photos and short audios as they are kept: a photo drawn anew, pixels alone; an audio as it came."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps

from visits.record.models.attachments import Attachment

MB = 1024 * 1024
LARGEST = {Attachment.Kind.PHOTO: 15 * MB, Attachment.Kind.AUDIO: 2 * MB}
READ_AT_MOST = max(LARGEST.values())
PIXELS = 64_000_000  # a larger one would need more memory than a server should give to one photo
SIDE = 1600
PHOTO_BEGINS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True)
class Media:
    """A file ready to be kept."""

    kind: str
    suffix: str
    content: bytes


CONTENT_TYPES = {"jpg": "image/jpeg", "ogg": "audio/ogg", "webm": "audio/webm", "m4a": "audio/mp4"}


def media_of(content: bytes) -> Media:
    """Return what was uploaded as it will be kept; raise ValidationError with a sentence when it is neither."""
    if content.startswith(PHOTO_BEGINS) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        _require_size(content, Attachment.Kind.PHOTO, _("La foto pesa demasiado: elige una de hasta 15 MB."))
        return Media(Attachment.Kind.PHOTO, "jpg", _drawn_anew(content))
    if suffix := _audio_suffix(content):
        _require_size(content, Attachment.Kind.AUDIO, _("El audio dura demasiado: graba uno más corto, de hasta 2 MB."))
        return Media(Attachment.Kind.AUDIO, suffix, content)
    raise ValidationError(_("Esto no es una foto (JPG, PNG, WebP) ni un audio (M4A, OGG, WebM)."), code="media")


def _require_size(content: bytes, kind: Attachment.Kind, sentence: str) -> None:
    if len(content) > LARGEST[kind]:
        raise ValidationError(sentence, code="size")


def _audio_suffix(content: bytes) -> str:
    """Which kind of audio it is, by what it holds; a video is refused."""
    begins = content[:80]
    if content.startswith(b"OggS"):
        return "ogg" if b"OpusHead" in begins or b"\x01vorbis" in begins else ""
    if content.startswith(b"\x1aE\xdf\xa3"):
        return "webm" if (b"A_OPUS" in content or b"A_VORBIS" in content) and b"V_" not in content[:4096] else ""
    if content[4:8] == b"ftyp":
        return "m4a" if b"soun" in content and b"vide" not in content else ""
    return ""


@contextmanager
def _whole_images_only() -> Iterator[None]:
    """Let a cut image be refused: drawing PDF teaches the whole process to make do with half of one."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _drawn_anew(content: bytes) -> bytes:
    """Return a JPEG of at most 1600 pixels a side that holds pixels alone: no place, no date, no camera."""
    try:
        with _whole_images_only(), warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=FORMATS) as photo:
                _require_pixels(photo)
                photo.draft("RGB", (SIDE, SIDE))  # a JPEG is read no larger than it is needed
                upright = ImageOps.exif_transpose(photo)
                upright.thumbnail((SIDE, SIDE))
                return _pixels_alone(upright)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(_("La foto está dañada o incompleta: tómala otra vez."), code="photo") from error


def _require_pixels(photo: Image.Image) -> None:
    if photo.width * photo.height > PIXELS:
        raise ValidationError(_("La foto es demasiado grande: tómala con menos resolución."), code="pixels")


def _pixels_alone(photo: Image.Image) -> bytes:
    clean = Image.new("RGB", photo.size, "white")
    drawn = photo.convert("RGBA")
    clean.paste(drawn, mask=drawn.getchannel("A"))
    out = BytesIO()
    clean.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()
