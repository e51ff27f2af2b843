"""What tests of documents share: a private folder of their own, a document already issued."""

import pytest

from reports.documents.issue import run_job
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
from reports.documents.requests import request_document


@pytest.fixture(autouse=True)
def private_root(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "private"}},
    }
    return tmp_path / "private"


@pytest.fixture
def issued(cast):
    """Issue the plan of a person, asked for by Berta unless said otherwise."""

    def issue(teacher=None, by=None):
        teacher = teacher or cast.tania
        if not teacher.visits.exists():
            assignment = cast.assignment if teacher == cast.tania else cast.promoter_assignment
            cast.closed_visit(assignment=assignment)
        job = request_document(kind=FOLLOW_UP_PLAN, target=teacher, campaign=cast.campaign, by=by or cast.berta)
        run_job(job.pk)
        job.refresh_from_db()
        return job.document

    return issue
