"""What it adds up to: requests for long work, issued documents, and who last looked at what."""

from reports.dashboards.models import Look
from reports.documents.models.batches import Batch
from reports.documents.models.documents import Document, DocumentCounter
from reports.documents.models.jobs import ReportJob
from reports.plans.models import FollowUpPlan, PlanGoal, PlanLine, PlanRevision

__all__ = [
    "Batch",
    "Document",
    "DocumentCounter",
    "FollowUpPlan",
    "Look",
    "PlanGoal",
    "PlanLine",
    "PlanRevision",
    "ReportJob",
]
