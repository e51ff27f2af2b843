"""Which tracks a recording holds, told by the structure of its file; what the tracks hold is never looked through.

Each reader walks the boxes, elements, pages or frames of its container from the first byte to the last one, whatever
their order. A recording that was cut short is read as far as it goes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Literal

BROWSERS_PLAY = {
    "webm": {"A_OPUS", "A_VORBIS"},
    "ogg": {"opus", "vorbis"},
    "m4a": {"mp4a", "Opus", "fLaC"},
    "mp3": {"mp3"},
    "aac": {"aac"},
    "wav": {"1", "3", "65534"},  # plain samples: whole numbers, fractions, or said further on
}

Reader = tuple[str, Callable[[bytes], bool], Callable[[bytes], "Iterator[Track]"]]


class BrokenFile(Exception):
    """The file does not keep to the structure that its beginning promises."""


@dataclass(frozen=True)
class Track:
    """A track and the code of its codec; what is neither sound nor text counts as a film's."""

    codec: str
    is_sound: bool = True


@dataclass(frozen=True)
class Recording:
    """A file of sound or film: its suffix, and its tracks."""

    suffix: str
    tracks: list[Track]

    @property
    def is_film(self) -> bool:
        return any(not track.is_sound for track in self.tracks)

    @property
    def is_played(self) -> bool:
        """Whether browsers play each of its tracks."""
        codecs = {track.codec for track in self.tracks}
        return bool(codecs) and codecs <= BROWSERS_PLAY.get(self.suffix, set())


def recording_of(content: bytes) -> Recording | None:
    """Return what the file holds, None when it is no recording that we know, or not a whole one."""
    try:
        for suffix, is_one, tracks in READERS:
            if is_one(content):
                return Recording(suffix, list(tracks(content)))
    except BrokenFile:
        pass
    return None


def brands_of(content: bytes) -> set[bytes]:
    """Return the kinds of file that an ISO file says to be, the empty set for any other file."""
    if content[4:8] != b"ftyp":
        return set()
    brands = content[8:12] + content[16 : min(_number(content, 0, 4), 512)]
    return {brands[at : at + 4] for at in range(0, len(brands), 4)}


def _number(content: bytes, at: int, size: int, order: Literal["big", "little"] = "big") -> int:
    taken = content[at : at + size]
    if len(taken) < size:
        raise BrokenFile
    return int.from_bytes(taken, order)


# --- WebM: elements within elements, each with its key and its size ----------------------------------------------
SEGMENT, TRACKS, TRACK, TRACK_TYPE, CODEC = 0x18538067, 0x1654AE6B, 0xAE, 0x83, 0x86
SOUND = 2


def _webm_tracks(content: bytes) -> Iterator[Track]:
    for key, track in _elements(content, entered={SEGMENT, TRACKS}):
        if key == TRACK:
            said = list(_elements(track))
            kinds = {int.from_bytes(value) for key, value in said if key == TRACK_TYPE}
            codecs = b" ".join(value for key, value in said if key == CODEC)
            yield Track(codecs.rstrip(b"\0").decode("latin-1"), is_sound=kinds == {SOUND})


def _elements(content: bytes, entered: Collection[int] = ()) -> Iterator[tuple[int, bytes]]:
    """Yield key and content of each element. Those to be entered, and those without a size, are gone through."""
    at = 0
    while at < len(content):
        key, at = _variable(content, at, most=4)
        size, at = _variable(content, at, most=8)
        payload = size & ~(1 << (size.bit_length() - 1))
        is_endless = payload + 1 == 1 << (size.bit_length() - 1)
        if key not in entered and not is_endless:
            yield key, content[at : at + payload]
            at += payload


def _variable(content: bytes, at: int, *, most: int) -> tuple[int, int]:
    """Return a number that says its own length by its leading zeros, marker included, and where it ends."""
    size = 9 - _number(content, at, 1).bit_length()
    if size > most:
        raise BrokenFile
    return _number(content, at, size), at + size


# --- M4A, MP4, 3GP: boxes within boxes ---------------------------------------------------------------------------
HANDLERS_OF_TEXT = {b"meta", b"text", b"sbtl"}


def _iso_tracks(content: bytes) -> Iterator[Track]:
    for track in _boxes(content, b"moov", b"trak"):
        handlers = {bytes(handler[8:12]) for handler in _boxes(track, b"mdia", b"hdlr")}
        if handlers and handlers <= HANDLERS_OF_TEXT:
            continue
        for described in _boxes(track, b"mdia", b"minf", b"stbl", b"stsd"):
            for codec, _ in _each_box(described[8:]):
                yield Track(codec.decode("latin-1"), is_sound=handlers == {b"soun"})


def _boxes(content: bytes, *path: bytes) -> Iterator[bytes]:
    """Yield the content of each box at the end of the path."""
    for kind, inner in _each_box(content):
        if kind == path[0]:
            if path[1:]:
                yield from _boxes(inner, *path[1:])
            else:
                yield inner


def _each_box(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(content):
        size, begins = _number(content, at, 4), at + 8
        if size == 1:
            size, begins = _number(content, at + 8, 8), at + 16
        elif size == 0:
            size = len(content) - at
        if begins > at + size:
            raise BrokenFile
        yield content[at + 4 : at + 8], content[begins : at + size]
        at += size


# --- Ogg: pages, of which the first of each track says what it is -----------------------------------------------
OGG_CODECS = {b"OpusHead": "opus", b"\x01vorbis": "vorbis", b"\x7fFLAC": "flac", b"Speex   ": "speex"}
SKELETON = b"fishead\0"
FIRST_PAGE = 2


def _ogg_tracks(content: bytes) -> Iterator[Track]:
    at = 0
    while at < len(content):
        if content[at : at + 4] != b"OggS":
            raise BrokenFile
        lengths = content[at + 27 : at + 27 + _number(content, at + 26, 1)]
        begins = at + 27 + len(lengths)
        packet = content[begins : begins + 8]
        if content[at + 5] & FIRST_PAGE and packet != SKELETON:
            known = [codec for magic, codec in OGG_CODECS.items() if packet.startswith(magic)]
            yield Track(known[0]) if known else Track("", is_sound=False)
        at = begins + sum(lengths)


# --- WAV: chunks, one of which says how the sound is written -----------------------------------------------------
def _wav_tracks(content: bytes) -> Iterator[Track]:
    at = 12
    while at + 8 <= len(content):
        if content[at : at + 4] == b"fmt ":
            yield Track(str(_number(content, at + 8, 2, "little")))
        size = _number(content, at + 4, 4, "little")
        at += 8 + size + size % 2


# --- MP3, AAC: frames, one after the other ----------------------------------------------------------------------
MP3_KBITS = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0),  # by the version of MPEG
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0),
}
MP3_HERTZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
LAYER_3 = 1
AFTER_FRAMES = (b"TAG", b"APE")


def _mp3_frame(content: bytes, at: int) -> int:
    """Return the length of the frame that begins here, 0 when none does."""
    head = _number(content, at, 4)
    version, layer, rate, hertz = head >> 19 & 3, head >> 17 & 3, head >> 12 & 15, head >> 10 & 3
    if head >> 21 != 0x7FF or version == 1 or layer != LAYER_3 or hertz == 3:
        return 0
    kbits = MP3_KBITS[3 if version == 3 else 2][rate]
    return kbits * (144_000 if version == 3 else 72_000) // MP3_HERTZ[version][hertz] + (head >> 9 & 1) if kbits else 0


def _aac_frame(content: bytes, at: int) -> int:
    head = _number(content, at, 7)
    return head >> 13 & 0x1FFF if head >> 44 == 0xFFF and head >> 41 & 3 == 0 else 0


def _in_frames(codec: str, length_of: Callable[[bytes, int], int]) -> Reader:
    """Return the reader of files that are frames of this codec, tags before and after them aside."""

    def is_one(content: bytes) -> bool:
        return content.startswith((b"ID3", b"\xff")) and length_of(content, _after_tags(content)) > 0

    def tracks(content: bytes) -> Iterator[Track]:
        at = _after_tags(content)
        while at + 7 <= len(content) and not content.startswith(AFTER_FRAMES, at):
            length = length_of(content, at)
            if length < 7 and any(content[at:]):
                raise BrokenFile
            at += length or len(content)
        yield Track(codec)

    return codec, is_one, tracks


def _after_tags(content: bytes) -> int:
    """Return where the frames begin: a tag says its length in four bytes of seven bits."""
    at = 0
    while content[at : at + 3] == b"ID3":
        length = _number(content, at + 6, 4)
        at += 10 + sum((length >> 8 * place & 127) << 7 * place for place in range(4))
    return at


READERS: list[Reader] = [
    ("webm", lambda content: content.startswith(b"\x1aE\xdf\xa3"), _webm_tracks),
    ("m4a", lambda content: content[4:8] == b"ftyp", _iso_tracks),
    ("ogg", lambda content: content.startswith(b"OggS"), _ogg_tracks),
    ("wav", lambda content: content[:4] == b"RIFF" and content[8:12] == b"WAVE", _wav_tracks),
    ("amr", lambda content: content.startswith(b"#!AMR"), lambda content: iter([Track("amr")])),
    _in_frames("aac", _aac_frame),
    _in_frames("mp3", _mp3_frame),
]
