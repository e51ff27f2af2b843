"""Photos and short audios as they are kept: a photo drawn anew, pixels alone; an audio as it came."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accompaniment.lib.confined import MEGABYTE, TooMuch, confined
from accompaniment.lib.pictures import LIMITS, PictureTooLarge, UnreadablePicture, is_webp, redrawn
from visits.record.models.attachments import Attachment

from .containers import Recording, brands_of, recording_of

LARGEST = {Attachment.Kind.PHOTO: 15 * MEGABYTE, Attachment.Kind.AUDIO: 2 * MEGABYTE}
READ_AT_MOST = max(LARGEST.values())
SIDE = 1600
PHOTO_KINDS = ("JPEG", "PNG", "WEBP", "AVIF")
PHOTO_BEGINS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
AVIF = {b"avif", b"avis"}
HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


@dataclass(frozen=True)
class Media:
    """A file ready to be kept."""

    kind: str
    suffix: str
    content: bytes


# Opened by its own address a file may show itself and nothing else: what it holds runs nowhere, and reaches nothing.
ALONE = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
CONTENT_TYPES = {
    "jpg": "image/jpeg",
    "ogg": "audio/ogg",
    "webm": "audio/webm",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "aac": "audio/aac",
    "wav": "audio/wav",
}


def media_of_upload(upload: UploadedFile[bytes]) -> Media:
    """As `media_of`, of what a form took; what is far too heavy is not even read."""
    if (upload.size or 0) > READ_AT_MOST:
        raise ValidationError(_("El archivo pesa demasiado: una foto hasta 15 MB, un audio hasta 2 MB."))
    return media_of(upload.read())


def media_of(content: bytes) -> Media:
    """Return what was uploaded as it will be kept; raise ValidationError with a sentence when it can't be kept.

    It is drawn, or looked through, in a process of its own, within 5 seconds and 300 MB.
    """
    brands = brands_of(content)
    if content.startswith(PHOTO_BEGINS) or is_webp(content) or brands & AVIF:
        return _photo_of(content)
    if brands & HEIC:
        raise ValidationError(
            _(
                "Esta foto está en HEIC, que aquí no se puede abrir. En un iPhone: Ajustes, Cámara, Formatos, «Más"
                " compatible». En otro celular: en los ajustes de la cámara apaga HEIF o «alta eficiencia». Tómala otra"
                " vez, o compártela como JPG."
            ),
            code="heic",
        )
    return _audio_of(content)


def _photo_of(content: bytes) -> Media:
    _require_size(content, Attachment.Kind.PHOTO, _("La foto pesa demasiado: elige una de hasta 15 MB."))
    try:
        drawn = redrawn(content, kinds=PHOTO_KINDS, fits=(SIDE, SIDE), to="JPEG")
    except PictureTooLarge as error:
        raise ValidationError(_("La foto es demasiado grande: tómala con menos resolución."), code="pixels") from error
    except UnreadablePicture as error:
        raise ValidationError(_("La foto está dañada o incompleta: tómala otra vez."), code="photo") from error
    return Media(Attachment.Kind.PHOTO, "jpg", drawn)


def _audio_of(content: bytes) -> Media:
    recording = _recording_of(content)
    if recording is None or not recording.tracks:
        kinds = _("Esto no es una foto (JPG, PNG, WebP, AVIF) ni un audio (M4A, MP3, OGG, WebM, AAC, WAV).")
        raise ValidationError(kinds, code="media")
    if recording.is_film:
        film = _("Esto no es una foto ni un audio, es un video: toma una foto, o graba solo el sonido.")
        raise ValidationError(film, code="film")
    if not recording.is_played:
        unplayed = _(
            "Los navegadores no reproducen este tipo de audio (AMR y otros). En los ajustes de tu grabadora elige M4A o"
            " MP3, y grábalo otra vez."
        )
        raise ValidationError(unplayed, code="unplayed")
    _require_size(content, Attachment.Kind.AUDIO, _("El audio dura demasiado: graba uno más corto, de hasta 2 MB."))
    return Media(Attachment.Kind.AUDIO, recording.suffix, content)


def _require_size(content: bytes, kind: Attachment.Kind, sentence: str) -> None:
    if len(content) > LARGEST[kind]:
        raise ValidationError(sentence, code="size")


def _recording_of(content: bytes) -> Recording | None:
    try:
        return confined(recording_of, content, **LIMITS)
    except TooMuch:  # no recording has so many parts
        return None
