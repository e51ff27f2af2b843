"""Photos and audios as phones make them, and what only pretends to be one: small, and whole in their structure."""

import struct
from io import BytesIO

from PIL import Image

PLACE = "Comunidad de Accha"


# --- Photos ------------------------------------------------------------------------------------------------------
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


# --- ISO: M4A, 3GP, films, HEIC ----------------------------------------------------------------------------------
def box(kind, *inside):
    content = b"".join(inside)
    return struct.pack(">I4s", 8 + len(content), kind) + content


def track(handler, codec):
    described = box(b"stsd", b"\0\0\0\0\0\0\0\1", box(codec, b"\0" * 28))
    media = box(b"hdlr", b"\0" * 8, handler, b"\0" * 13), box(b"minf", box(b"stbl", described))
    return box(b"trak", box(b"tkhd", b"\0" * 84), box(b"mdia", *media))


def iso(*tracks, brand=b"M4A ", first=b""):
    """A file with these tracks, `first` between its beginning and what says which tracks there are."""
    return box(b"ftyp", brand, b"\0\0\0\0", brand) + first + box(b"moov", box(b"mvhd", b"\0" * 100), *tracks)


SOUND = track(b"soun", b"mp4a")
PICTURE = track(b"vide", b"avc1")
M4A = iso(SOUND) + box(b"mdat", b"vide" * 50)
FILM = iso(SOUND, PICTURE)
AMR = b"#!AMR\n" + b"\x3c" + b"\0" * 200
AMR_IN_3GP = iso(track(b"soun", b"samr"), brand=b"3gp4")
HEIC = box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"meta", b"\0" * 4, b"soun" * 20)


# --- WebM --------------------------------------------------------------------------------------------------------
def element(key, content, *, endless=False):
    size = b"\x01" + b"\xff" * 7 if endless else struct.pack(">Q", len(content) | 1 << 56)
    return key.to_bytes((key.bit_length() + 7) // 8) + size + content


def webm_track(kind, codec):
    return element(0xAE, element(0xD7, b"\1") + element(0x83, bytes([kind])) + element(0x86, codec))


def webm(*tracks, first=b"", endless=False):
    head = element(0x1A45DFA3, element(0x4282, b"webm"))
    sound = element(0x1F43B675, element(0xE7, b"\0") + element(0xA3, b"V_VP8" * 40), endless=endless)
    return head + element(0x18538067, first + element(0x1654AE6B, b"".join(tracks)) + sound, endless=endless)


OPUS, VP8 = webm_track(2, b"A_OPUS"), webm_track(1, b"V_VP8")
WEBM = webm(OPUS)


# --- Ogg, WAV, MP3, AAC ------------------------------------------------------------------------------------------
def page(packet, *, kind=0):
    return b"OggS\0" + bytes([kind]) + b"\0" * 20 + bytes([1, len(packet)]) + packet


OGG = page(b"OpusHead" + b"\0" * 11, kind=2) + page(b"OpusTags") + page(b"\x80theora" * 20)
OGG_FILM = page(b"\x80theora" + b"\0" * 30, kind=2) + OGG


def wav(codec=1):
    chunks = b"fmt " + struct.pack("<IHHIIHH", 16, codec, 1, 8000, 16000, 2, 16) + b"data" + struct.pack("<I", 400)
    return b"RIFF" + struct.pack("<I", 440) + b"WAVE" + chunks + b"\0" * 400


MP3_FRAME = b"\xff\xfb\x50\xc4" + b"\0" * 204  # 64 kbit, 44100 Hz
MP3 = b"ID3\4\0\0\0\0\1\0" + b"APIC" * 32 + MP3_FRAME * 5 + b"TAG" + b"\0" * 125
AAC = (b"\xff\xf1\x50\x80\x0d\x1f\xfc" + b"\0" * 97) * 5
