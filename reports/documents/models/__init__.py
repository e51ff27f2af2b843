"""Issued documents, requests for them, and batches of requests."""

from .batches import Batch
from .documents import Document, DocumentCounter
from .jobs import ReportJob

__all__ = ["Batch", "Document", "DocumentCounter", "ReportJob"]
