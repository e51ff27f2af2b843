"""What it adds up to: requests for long work, and issued documents."""

from .documents import Document, DocumentCounter
from .jobs import ReportJob

__all__ = ["Document", "DocumentCounter", "ReportJob"]
