"""The demonstration, made once for the tests of a file that only read it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from demo.seed import seed


@pytest.fixture(scope="module")
def story(request: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[date]:
    """The demonstration on the day that is asked for, or today."""
    day = getattr(request, "param", None) or timezone.localdate()
    with django_db_blocker.unblock(), transaction.atomic():
        seed(today=day)
        yield day
        transaction.set_rollback(True)
