"""Where sessions find who they belong to: each that is open names this path, so it stays while its code moves."""

from accompaniment.entry.backends import PersonBackend

__all__ = ["PersonBackend"]
