"""Which services a file has named so far, in a memory that is the same however many they are."""

from __future__ import annotations

EVERY_KEY = 10**8  # seven digits of the modular code and one of the annex


class Keys:
    """A set of keys of eight digits: a bit for each that there may be, 12 MB of which only what is touched is taken."""

    def __init__(self) -> None:
        self.bits = bytearray(EVERY_KEY // 8)

    def add(self, key: str) -> None:
        number = int(key)
        self.bits[number >> 3] |= 1 << (number & 7)

    def __contains__(self, key: str | None) -> bool:
        if key is None:
            return False
        number = int(key)
        return bool(self.bits[number >> 3] & 1 << (number & 7))
