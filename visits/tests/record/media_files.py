"""Photos and audios as phones make them, and what only pretends to be one."""

from io import BytesIO

from PIL import Image

OGG = b"OggS" + b"\0" * 24 + b"OpusHead" + b"\0" * 200
M4A = b"\0\0\0\x20ftypM4A " + b"\0" * 40 + b"hdlr\0\0\0\0\0\0\0\0soun" + b"\0" * 200
FILM = M4A + b"hdlr\0\0\0\0\0\0\0\0vide"
WEBM = b"\x1aE\xdf\xa3" + b"\0" * 30 + b"webm" + b"\x86A_OPUS" + b"\0" * 200
PLACE = "Comunidad de Accha"


def photo(size=(2400, 1800), *, kind="JPEG", colour="teal", **options):
    """A photo with the place and the time that a camera writes in it."""
    image = Image.new("RGB", size, colour)
    exif = image.getexif()
    exif[0x010E] = PLACE  # description
    exif[0x0132] = "2026:03:10 09:20:00"
    exif[0x0112] = 6  # held upright: shown turned
    exif.get_ifd(0x8825).update({1: "S", 2: (13.0, 58.0, 12.0), 3: "W", 4: (71.0, 49.0, 55.0)})
    out = BytesIO()
    image.save(out, kind, exif=exif, comment=PLACE, **options)
    return out.getvalue()
