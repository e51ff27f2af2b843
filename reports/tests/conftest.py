"""What tests of documents share: a private folder of their own, a document already issued, the demonstration."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from reports import services
from reports.demo.seed import seed


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
        job = services.request_plan(teacher=teacher, campaign=cast.campaign, by=by or cast.berta)
        services.run_job(job.pk)
        job.refresh_from_db()
        return job.document

    return issue


@pytest.fixture(scope="module")
def story(request: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[date]:
    """The demonstration on the day that is asked for, or today: made once for the tests of a file that only read it."""
    day = getattr(request, "param", None) or timezone.localdate()
    with django_db_blocker.unblock(), transaction.atomic():
        seed(today=day)
        yield day
        transaction.set_rollback(True)
