"""Pictures that somebody sent, drawn anew: what it takes, whatever the camera wrote, and as it was held."""

import io
import resource
import struct

import pytest
from PIL import Image

from accompaniment.lib.pictures import LIMITS, PictureTooLarge, UnreadablePicture, redrawn
from accompaniment.tests.pictures import grey_jpeg, picture, with_exif, with_jpeg_size

ANY = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
SIDE = 160


def drawn(content, to="JPEG"):
    return Image.open(io.BytesIO(redrawn(content, kinds=ANY, fits=(SIDE, SIDE), to=to)))


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


WEBP_8000 = b"RIFF\x1e\0\0\0WEBPVP8L\x11\0\0\0/?\xdf\xcf\x17\x07P\xe4*\xd4\xa3\x80\x81\x88\xe8\x7f\0\0"  # 38 bytes
TOO_LARGE = {
    "webp": WEBP_8000,
    "png": saved(Image.new("1", (9_000, 9_000)), "PNG"),
    "gif": saved(Image.new("1", (9_000, 9_000)), "GIF"),
    "avif": saved(Image.new("L", (6_000, 4_000)), "AVIF", speed=10),
    "progressive": with_jpeg_size(picture((64, 64), "JPEG", progressive=True).read(), 16_320, 12_240),
}


@pytest.mark.parametrize("content", TOO_LARGE.values(), ids=TOO_LARGE)
def test_what_unfolds_into_too_much_is_refused_before_it_is_drawn(content):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with pytest.raises(PictureTooLarge):
        drawn(content)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < LIMITS["seconds"] / 10


def test_a_limit_in_pixels_holds_for_what_would_be_cheap():
    with pytest.raises(PictureTooLarge):
        redrawn(grey_jpeg(400, 400), kinds=ANY, fits=(SIDE, SIDE), to="PNG", most_pixels=100_000)


@pytest.mark.parametrize(
    ("size", "becomes"), [((16_320, 12_240), (160, 120)), ((65_000, 800), (160, 2)), ((90, 1), (90, 1))]
)
def test_a_baseline_jpeg_is_cheap_at_any_size_and_shape(size, becomes):
    assert drawn(grey_jpeg(*size)).size == becomes


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\xff\xd8\xff" + b"\0" * 500, grey_jpeg(800, 600)[:400]])
def test_what_is_not_whole_is_unreadable(content):
    with pytest.raises(UnreadablePicture):
        drawn(content)


def test_only_the_kinds_that_are_asked_for_are_opened():
    with pytest.raises(UnreadablePicture):
        redrawn(picture(kind="GIF").read(), kinds=("PNG",), fits=(SIDE, SIDE), to="PNG")


def test_drawing_changes_nothing_for_the_rest_of_the_program():
    before = Image.MAX_IMAGE_PIXELS
    drawn(picture().read())
    assert Image.MAX_IMAGE_PIXELS == before is not None


# --- Colours -----------------------------------------------------------------------------------------------------
MODES = {"JPEG": ("1", "L", "RGB", "CMYK", "YCbCr"), "PNG": ("1", "L", "P", "LA", "RGB", "RGBA")}


@pytest.mark.parametrize("to", ["JPEG", "PNG"])
@pytest.mark.parametrize(("kind", "mode"), [(kind, mode) for kind, modes in MODES.items() for mode in modes])
def test_a_picture_of_any_colours_is_drawn(mode, kind, to):
    image = drawn(saved(Image.new(mode, (1000, 100)), kind), to)
    assert (image.format, image.size) == (to, (SIDE, 16))


def test_what_one_sees_through_is_white_on_a_photo_and_stays_so_on_a_png():
    clear = saved(Image.new("RGBA", (10, 10), (200, 0, 0, 0)), "PNG")
    assert drawn(clear).getpixel((5, 5)) == (255, 255, 255)
    assert drawn(clear, "PNG").getpixel((5, 5))[3] == 0
    named = saved(Image.new("RGB", (10, 10), "red"), "PNG", transparency=(255, 0, 0))
    assert drawn(named).getpixel((5, 5)) == (255, 255, 255)


def test_of_a_photo_with_a_smaller_one_inside_the_larger_is_drawn():
    large = Image.new("RGB", (100, 50), "teal")
    content = saved(large, "MPO", save_all=True, append_images=[large.resize((20, 10))])
    assert drawn(content).size == (100, 50)


# --- What the camera wrote ---------------------------------------------------------------------------------------
TEXT, BYTES, SHORT, LONG, RATIONAL = 2, 1, 3, 4, 5
TURNED = (0x0112, SHORT, 1, b"\0\6\0\0")
ODD = {
    "resolution as text": (0x011A, TEXT, 4, b"72\0\0"),
    "resolution as bytes": (0x011A, BYTES, 4, b"\1\2\3\4"),
    "resolution nowhere": (0x011A, RATIONAL, 1, b"\xff\xff\xff\xff"),
    "a place that points at itself": (0x8825, LONG, 1, b"\0\0\0\x08"),
    "an unknown type": (0x9000, 99, 1, b"\0\0\0\0"),
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_what_a_camera_wrote_oddly_costs_neither_the_photo_nor_its_turn(odd):
    content = with_exif(picture((40, 30), "JPEG").read(), TURNED, odd)
    image = drawn(content)
    assert image.size == (30, 40)
    assert not image.getexif()


@pytest.mark.parametrize("said", [(TEXT, 4, b"six\0"), (SHORT, 1, b"\0\x63\0\0"), (RATIONAL, 1, b"\xff" * 4)])
def test_a_turn_that_cannot_be_read_is_none(said):
    assert drawn(with_exif(picture((40, 30), "JPEG").read(), (0x0112, *said))).size == (40, 30)


@pytest.mark.parametrize("turn", range(1, 9))
def test_each_way_of_holding_a_camera_is_put_upright(turn):
    """What is red stands where each way of holding puts the corner that is seen above on the left."""
    image = Image.new("RGB", (64, 32), "white")
    left, above = {1: (0, 0), 2: (48, 0), 3: (48, 16), 4: (0, 16), 5: (0, 0), 6: (0, 16), 7: (48, 16), 8: (48, 0)}[turn]
    image.paste("red", (left, above, left + 16, above + 16))
    content = with_exif(saved(image, "JPEG"), (0x0112, SHORT, 1, struct.pack(">HH", turn, 0)))
    red, green, _ = drawn(content).getpixel((4, 4))
    assert red > 200 > 60 > green
