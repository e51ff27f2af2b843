"""The demonstration as its command leaves it: loaded once, and only read."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from demo.logins import demo_logins

from .test_seed_demo import MODELS, run


@pytest.fixture(scope="module")
def printed(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """What the command prints; its data are there while a test asks for this."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield run()
        transaction.set_rollback(True)


def test_it_says_what_it_made_and_how_to_sign_in(printed, db):
    assert "32 instituciones y programas" in printed
    assert "datos inventados" in printed
    for login in demo_logins():
        assert login.username in printed
        assert login.password in printed


def test_twice_changes_nothing_and_says_so(printed, db):
    before = [model.objects.count() for model in MODELS]
    assert "ya está: no se cambió nada" in run()
    assert [model.objects.count() for model in MODELS] == before


def test_demo_logins_prints_the_accounts_that_are_there(printed, db):
    out = StringIO()
    call_command("demo_logins", stdout=out)
    assert all(login.username in out.getvalue() for login in demo_logins())
