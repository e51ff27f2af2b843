"""How far a share, or the difference of two, can be trusted: score intervals of 95 %, as arithmetic. No Django."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

Z = 1.959964  # of 95 %, both sides


class Between(NamedTuple):
    """Where a share, or a difference of shares, lies with 95 % confidence; of a difference, from -1 to 1."""

    low: float
    high: float


def share_between(count: int, n: int) -> Between:
    """Wilson's score interval of a share (J. Am. Stat. Assoc. 22, 1927). Raises ValueError of nothing."""
    if not 0 <= count <= n or not n:
        raise ValueError(f"{count} of {n} is no share")
    share, spread = count / n, Z * Z / n
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt((share * (1 - share) + spread / 4) / n) / (1 + spread)
    return Between(max(middle - half, 0.0), min(middle + half, 1.0))


def difference_between(count: int, n: int, other: int, of: int) -> Between:
    """The interval of how much larger the first share is than the second: Newcombe's hybrid of the score intervals of
    both (Statistics in Medicine 17, 1998, method 10), which holds in small groups and where all or none did.
    """
    first, second = share_between(count, n), share_between(other, of)
    p, q = count / n, other / of
    below = sqrt((p - first.low) ** 2 + (second.high - q) ** 2)
    above = sqrt((first.high - p) ** 2 + (q - second.low) ** 2)
    return Between(p - q - below, p - q + above)
