"""A visit of Ana's that was saved twice, and a version of it that waits beside what is saved."""

import uuid

import pytest

from visits.models import Submission, Visit

from .choosing import write


@pytest.fixture
def ana(client, cast):
    client.force_login(cast.ana)
    return client


@pytest.fixture
def visit(ana, cast):
    """A visit that was saved twice: whatever is written on its first revision is another version."""
    visit_id = uuid.uuid4()
    for base in (0, 1):
        write(ana, cast, visit_id, base=base)
    return Visit.objects.get()


@pytest.fixture
def waiting(ana, cast, visit):
    write(ana, cast, visit.pk, base=1, notes__0__text="Otra")
    return Submission.objects.waiting().get()
