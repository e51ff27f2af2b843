"""What is kept of an upload: judged by its structure, whatever it says of itself and wherever it says it."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from accompaniment.tests.pictures import picture, with_jpeg_size
from visits.record.attachments.containers import recording_of
from visits.record.attachments.media import media_of

from . import media_files as made


def refusal(content):
    with pytest.raises(ValidationError) as refused:
        media_of(content)
    return " ".join(refused.value.messages)


# --- Photos ------------------------------------------------------------------------------------------------------
def test_a_photo_that_takes_too_much_is_not_called_damaged_and_a_damaged_one_is():
    small = picture((64, 64), "JPEG", progressive=True).read()
    assert "La foto es demasiado grande" in refusal(with_jpeg_size(small, 16_320, 12_240))
    assert "La foto está dañada" in refusal(with_jpeg_size(small, 640, 640)[:400])


def test_of_a_photo_that_moves_its_film_is_not_kept():
    kept = media_of(picture((64, 64), "JPEG").read() + made.FILM)
    assert kept.kind == "photo"
    assert b"ftyp" not in kept.content


def test_a_photo_that_a_phone_does_not_share_as_jpg_is_refused_with_the_way_out():
    assert "HEIC" in refusal(made.HEIC)
    assert "Más compatible" in refusal(made.HEIC)


# --- Recordings --------------------------------------------------------------------------------------------------
LONG_VOID = made.element(0xEC, b"\0" * 5000)


@pytest.mark.parametrize(
    "content",
    [
        made.FILM,
        made.iso(made.SOUND, made.PICTURE, first=made.box(b"free", b"\0" * 5000)),
        made.M4A + made.box(b"moov", made.PICTURE),
        made.iso(made.PICTURE, brand=b"qt  "),
        made.webm(made.OPUS, made.VP8, first=LONG_VOID),
        made.webm(made.OPUS, made.VP8, endless=True),
        made.webm(made.webm_track(1, b"V_UNCOMPRESSED")),
        made.WEBM + made.webm(made.VP8),
        made.OGG_FILM,
    ],
)
def test_a_film_is_no_audio_wherever_its_pictures_stand(content):
    assert "Esto no es una foto ni un audio, es un video" in refusal(content)


def test_what_a_sound_says_of_films_makes_it_none():
    assert b"vide" in made.M4A
    assert b"V_VP8" in made.WEBM
    assert b"theora" in made.OGG
    for audio in (made.M4A, made.WEBM, made.OGG, made.webm(made.OPUS, endless=True)):
        assert media_of(audio).kind == "audio"


@pytest.mark.parametrize(
    "content",
    [
        made.AMR,
        made.AMR_IN_3GP,
        made.iso(made.track(b"soun", b"alac")),
        made.iso(made.track(b"soun", b"avc1")),
        made.webm(made.webm_track(2, b"V_VP8")),
        made.wav(17),
        made.page(b"Speex   " + b"\0" * 40, kind=2),
    ],
    ids=["amr", "3gp", "alac", "film as sound", "webm film as sound", "adpcm", "speex"],
)
def test_a_sound_that_browsers_do_not_play_is_refused_with_the_way_out(content):
    assert "elige M4A o MP3" in refusal(content)


@pytest.mark.parametrize(
    "content",
    [
        made.iso(),
        b"\0\0\0\x18ftyp",
        made.WEBM[:40],
        made.MP3[:150] + b"\0" * 500 + made.FILM,
        made.MP3_FRAME + made.FILM,
        made.OGG + made.FILM,
        b"RIFF\0\0\0\0AVI " + b"\0" * 60,
        b"RIFF\0\0\0\0WAVE",
        b"ID3",
        b"\xff\xfb",
    ],
)
def test_what_does_not_keep_to_its_structure_is_neither(content):
    assert "Esto no es una foto" in refusal(content)


@pytest.mark.parametrize("whole", [made.M4A, made.WEBM, made.OGG, made.MP3, made.AAC, made.wav()])
def test_an_audio_that_was_cut_at_its_end_is_kept(whole):
    assert media_of(whole[:-3]).kind == "audio"


WHOLE = [made.FILM, made.WEBM, made.OGG_FILM, made.MP3, made.AAC, made.wav(), made.HEIC]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(WHOLE), st.integers(0, 300), st.binary(max_size=12), st.booleans())
def test_no_change_to_a_file_breaks_the_reader(content, at, change, is_cut):
    rest = b"" if is_cut else content[at + len(change) :]
    recording_of(content[:at] + change + rest)
