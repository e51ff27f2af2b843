"""Images as people upload them."""

import io

from PIL import Image


def picture(size=(300, 100), kind="PNG", **options):
    """An upload of one colour; with `exif` it says where it was taken."""
    file = io.BytesIO()
    Image.new("RGB", size, (15, 90, 87)).save(file, kind, **options)
    file.seek(0)
    file.name = f"escudo.{kind.lower()}"
    return file
