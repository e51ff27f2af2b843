"""What it adds up to: requests for long work, and issued documents."""

from .documents.models import Batch, Document, DocumentCounter, ReportJob

__all__ = ["Batch", "Document", "DocumentCounter", "ReportJob"]
