"""Pictures that somebody sent, drawn anew: upright, small, and pixels alone.

What drawing takes is known before it begins, by the format, and it is done in a process of its own.
"""

from __future__ import annotations

import warnings
from functools import partial
from io import BytesIO

from PIL import (
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from .confined import MEGABYTE, TooMuch, confined

LIMITS = {"seconds": 5, "megabytes": 300}
DRAWING = 220 * MEGABYTE  # of those, for the picture
# The bytes that drawing a pixel takes, measured. A progressive JPEG is gathered whole before it is drawn small.
BYTES_A_PIXEL = {"JPEG": 5, "MPO": 5, "PNG": 10, "GIF": 10, "WEBP": 18, "AVIF": 12}
PROGRESSIVE = 7
LOADED = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, GifImagePlugin, WebPImagePlugin, AvifImagePlugin)
SPECKLED = ("1", "P", "PA")  # made small in their few colours, they lose their lines
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class UnreadablePicture(Exception):
    """It is no picture of these kinds, or not a whole one."""


class PictureTooLarge(Exception):
    """Drawing it would take more memory or time than one picture may; nothing is wrong with it."""


def redrawn(
    content: bytes, *, kinds: tuple[str, ...], fits: tuple[int, int], to: str, most_pixels: int | None = None
) -> bytes:
    """Return the picture as a file of the kind `to`, upright and no larger than `fits`, its pixels and nothing else.

    `kinds` are the formats it may have. With `most_pixels` None, only what drawing takes is limited: a baseline JPEG
    of any size is cheap. Raises UnreadablePicture or PictureTooLarge.
    """
    try:
        return confined(partial(_redrawn, content, kinds, fits, to, most_pixels), **LIMITS)
    except (TooMuch, MemoryError) as error:
        raise PictureTooLarge from error


def is_webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def _redrawn(content: bytes, kinds: tuple[str, ...], fits: tuple[int, int], to: str, most_pixels: int | None) -> bytes:
    """Do it, changing settings of Pillow that nothing else in this process would expect to change."""
    warnings.simplefilter("ignore")  # of what the camera wrote
    Image.MAX_IMAGE_PIXELS = None  # what is drawn has a limit of its own
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # drawing PDF teaches Pillow to make do with half a picture
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # each would take memory
    if is_webp(content):
        _require(_webp_pixels(content) * BYTES_A_PIXEL["WEBP"] <= DRAWING)  # opening one takes its memory already
    try:
        with Image.open(BytesIO(content), formats=kinds) as picture:
            return _pixels_alone(_small_and_upright(picture, fits, most_pixels), to)
    except (PictureTooLarge, MemoryError):
        raise
    except Exception as error:  # whatever a library stumbles over in it
        raise UnreadablePicture from error


def _small_and_upright(picture: ImageFile.ImageFile, fits: tuple[int, int], most_pixels: int | None) -> Image.Image:
    """Return the picture as it was held. It is made small first: each step after that is cheap."""
    width, height = picture.size
    pixels, times = width * height, max(width / fits[0], height / fits[1], 1)
    _require(most_pixels is None or pixels <= most_pixels)
    _require(not picture.info.get("progressive") or pixels * PROGRESSIVE <= DRAWING)
    picture.draft("RGB", (int(width / times) or 1, int(height / times) or 1))  # a JPEG, and only that, is drawn small
    _require(picture.width * picture.height * BYTES_A_PIXEL[picture.format or ""] <= DRAWING)
    small: Image.Image = picture.convert("RGBA") if picture.mode in SPECKLED else picture
    small.thumbnail(fits)
    turn = TURNS.get(_orientation(picture))
    return small if turn is None else small.transpose(turn)


def _require(is_within_limits: bool) -> None:
    if not is_within_limits:
        raise PictureTooLarge


def _webp_pixels(content: bytes) -> int:
    """Return how many pixels a WebP unfolds to, by the head of its first chunk."""
    head = int.from_bytes(content[20:30], "little")
    if content[12:16] == b"VP8X":
        return ((head >> 32 & 0xFFFFFF) + 1) * ((head >> 56 & 0xFFFFFF) + 1)
    if content[12:16] == b"VP8L":
        return ((head >> 8 & 0x3FFF) + 1) * ((head >> 22 & 0x3FFF) + 1)
    return (head >> 48 & 0x3FFF) * (head >> 64 & 0x3FFF)


def _orientation(picture: Image.Image) -> int:
    """Return how the camera was held, of all that it wrote; 0 when that can't be read."""
    try:
        return int(picture.getexif()[ORIENTATION])
    except Exception:  # whatever a library stumbles over in it
        return 0


def _pixels_alone(picture: Image.Image, to: str) -> bytes:
    drawn = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    clean = Image.new("RGB", drawn.size, "white") if to == "JPEG" else Image.new("RGBA", drawn.size)
    is_flattened = to == "JPEG" and drawn.mode == "RGBA"
    clean.paste(drawn, mask=drawn.getchannel("A") if is_flattened else None)
    out = BytesIO()
    clean.save(out, to, quality=82, optimize=True)
    return out.getvalue()
