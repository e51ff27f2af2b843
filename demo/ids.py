"""Identifiers that are the same in every run of the generator."""

from random import Random
from uuid import UUID


def new_id(rng: Random) -> UUID:
    """Return a random UUID of the generator's own chance."""
    return UUID(int=rng.getrandbits(128), version=4)
