import io
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accompaniment.campaigns import letterheads
from accompaniment.campaigns.letterheads import FITS, keep_image, open_image
from accompaniment.campaigns.services import close_campaign
from accompaniment.models import Campaign, TrackedChange
from accompaniment.tests.pictures import picture, with_exif


@pytest.fixture(autouse=True)
def private_root(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}},
    }
    return tmp_path


@pytest.fixture
def url(cast):
    return reverse("campaign_image", args=[cast.campaign.pk])


def test_it_is_drawn_anew_as_a_png_of_a_fitting_size_without_what_the_file_carried():
    exif = Image.Exif()
    exif[0x010E] = "secreto"
    drawn = open_image(keep_image(picture((4000, 1000), "JPEG", exif=exif)))
    image = Image.open(io.BytesIO(drawn))
    assert image.format == "PNG"
    assert image.width <= FITS[0] and image.height <= FITS[1]
    assert b"secreto" not in drawn and not image.getexif()


def test_the_same_image_is_kept_once_and_another_has_another_name(private_root):
    assert keep_image(picture()) == keep_image(picture())
    assert keep_image(picture((200, 50))) != keep_image(picture())
    assert len(list((private_root / "letterheads").iterdir())) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no es una imagen"),
        (b"GIF89a", "no es una imagen"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no es una imagen"),
        (picture().read()[:20], "no es una imagen"),
        (b"x" * (letterheads.LARGEST_FILE + 1), "5 MB"),
    ],
)
def test_what_is_no_image_is_refused_in_one_sentence(content, said):
    with pytest.raises(ValidationError) as refusal:
        keep_image(io.BytesIO(content))
    assert said in refusal.value.messages[0]


def test_one_that_a_camera_wrote_oddly_is_upright_all_the_same():
    turned, unread = (0x0112, 3, 1, b"\0\6\0\0"), (0x011A, 2, 4, b"72\0\0")
    kept = keep_image(io.BytesIO(with_exif(picture((90, 30), "JPEG").read(), turned, unread)))
    assert Image.open(io.BytesIO(open_image(kept))).size == (30, 90)


def test_a_bomb_is_refused_before_it_is_drawn():
    with patch.object(letterheads, "LARGEST_PIXELS", 20_000), pytest.raises(ValidationError) as refusal:
        keep_image(picture((300, 100)))
    assert "megapíxeles" in refusal.value.messages[0]


@pytest.mark.parametrize("name", ["", "../secreto", "0" * 63, "a" * 64])
def test_nothing_else_is_opened(name):
    with pytest.raises(FileNotFoundError):
        open_image(name)


def test_a_specialist_puts_it_and_takes_it_off(client, cast, url):
    client.force_login(cast.berta)
    assert "PNG o JPG" in client.get(url).content.decode()
    client.post(url, {"image": picture()})
    campaign = Campaign.objects.get(pk=cast.campaign.pk)
    shown = client.get(reverse("campaign_letterhead", args=[campaign.pk]))
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert shown.content == open_image(campaign.letterhead_image)
    assert "letterhead.png" in client.get(reverse("campaign", args=[campaign.pk])).content.decode()
    client.post(url, {"remove": "1"})
    assert client.get(reverse("campaign_letterhead", args=[campaign.pk])).status_code == 404


def test_a_refused_file_says_so_beside_the_field(client, cast, url):
    client.force_login(cast.berta)
    page = client.post(url, {"image": SimpleUploadedFile("x.png", b"no")})
    assert "no es una imagen" in " ".join(page.context["form"].errors["image"])
    assert not Campaign.objects.get(pk=cast.campaign.pk).letterhead_image


def test_a_closed_campaign_keeps_its_image(client, cast, url):
    close_campaign(campaign=cast.campaign)
    client.force_login(cast.berta)
    assert client.post(url, {"image": picture()}).status_code == 403


def test_the_change_is_logged(client, cast, url):
    client.force_login(cast.berta)
    client.post(url, {"image": picture()})
    assert "letterhead_image" in TrackedChange.objects.filter(by=cast.berta).latest("pk").fields
