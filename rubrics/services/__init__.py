"""Writes on instruments: loading, making, editing, publishing and retiring them."""

from .loading import Outcome, load, load_instrument, load_shipped, shipped_files

__all__ = ["Outcome", "load", "load_instrument", "load_shipped", "shipped_files"]
