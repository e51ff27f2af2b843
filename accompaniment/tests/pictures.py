"""Images as people upload them."""

import io
import struct

from PIL import Image

FRAMES = (b"\xff\xc0", b"\xff\xc2")  # of a JPEG: baseline, progressive


def picture(size=(300, 100), kind="PNG", **options):
    """An upload of one colour; with `exif` it says where it was taken."""
    file = io.BytesIO()
    Image.new("RGB", size, (15, 90, 87)).save(file, kind, **options)
    file.seek(0)
    file.name = f"escudo.{kind.lower()}"
    return file


def grey_jpeg(width, height):
    """A whole baseline JPEG of one grey, as large as one likes: six bits for every block of 8 × 8."""
    file = io.BytesIO()
    Image.new("L", (8, 8), 128).save(file, "JPEG")
    head, mark, _ = with_jpeg_size(file.getvalue(), width, height).partition(b"\xff\xda")
    blocks = -(-width // 8) * -(-height // 8)
    four_blocks = b"\x28\xa2\x8a"
    return head + mark + b"\x00\x08\x01\x01\x00\x00\x3f\x00" + four_blocks * -(-blocks // 4) + b"\xff\xd9"


def with_jpeg_size(content, width, height):
    """The same JPEG, saying that it is of another size."""
    size = next(content.index(mark) for mark in FRAMES if mark in content) + 5
    return content[:size] + struct.pack(">HH", height, width) + content[size + 4 :]


def with_exif(content, *tags):
    """The JPEG with these tags in its EXIF: number, type, count and value, as a camera that errs may write them."""
    entries = b"".join(struct.pack(">HHI4s", *tag) for tag in sorted(tags))
    exif = b"Exif\0\0MM\0*\0\0\0\x08" + struct.pack(">H", len(tags)) + entries + b"\0\0\0\0"
    return content[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + content[2:]
