"""The visit form: one sheet of small forms, posted to one URL."""

from .sheet import VisitSheet

__all__ = ["VisitSheet"]
