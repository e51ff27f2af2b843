"""The visit form: one sheet of small forms, posted to one URL."""

from .sheet import VisitRecord, VisitSheet

__all__ = ["VisitRecord", "VisitSheet"]
