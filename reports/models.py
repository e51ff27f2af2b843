"""What it adds up to: requests for long work, and issued documents."""

from reports.documents.models.batches import Batch
from reports.documents.models.documents import Document, DocumentCounter
from reports.documents.models.jobs import ReportJob

__all__ = ["Batch", "Document", "DocumentCounter", "ReportJob"]
