"""How long anybody waits for the database, and what a pooler is not asked."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from accompaniment.checks import lacking_settings
from accompaniment.engines import OF_ROLE, answer_in_time, as_options, database

POSTGRES = "postgres://acompana@127.0.0.1:5432/acompana"


@pytest.fixture
def entry(monkeypatch, tmp_path):
    """Django's entry for a PostgreSQL of this environment."""

    def make(**environment: str) -> dict[str, Any]:
        for name, value in {"DATABASE_URL": POSTGRES, **environment}.items():
            monkeypatch.setenv(name, value)
        return database(tmp_path, debug=True)

    return make


def test_pages_wait_less_than_workers(entry):
    made = entry()
    assert "statement_timeout=30min" in made["OPTIONS"]["options"]
    answer_in_time(made)
    assert made["OPTIONS"]["options"].endswith(
        "-c statement_timeout=30s -c lock_timeout=15s -c idle_in_transaction_session_timeout=60s"
    )


def test_a_pooler_is_asked_for_nothing_that_it_would_refuse(entry):
    made = entry(DATABASE_POOLER="1")
    answer_in_time(made)
    assert "options" not in made["OPTIONS"]
    assert made["DISABLE_SERVER_SIDE_CURSORS"]


def test_what_the_address_asks_for_stays(entry):
    assert entry(DATABASE_URL=f"{POSTGRES}?sslmode=require")["OPTIONS"]["sslmode"] == "require"


@pytest.fixture
def pooled(transactional_db):
    """The test's database as a pooler would open it."""
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has roles")
    shared = connections["default"]
    own = shared.copy()
    own.settings_dict = deepcopy(shared.settings_dict)
    del own.settings_dict["OPTIONS"]["options"]
    connections["default"] = own
    yield own
    with own.cursor() as cursor:
        cursor.execute(f"ALTER ROLE CURRENT_USER IN DATABASE {own.ops.quote_name(own.settings_dict['NAME'])} RESET ALL")
    own.close()
    connections["default"] = shared


def test_a_role_without_its_settings_is_told_and_then_has_them(pooled):
    assert lacking_settings(pooled) == [f"{name} = {value}" for name, value in OF_ROLE.items()]
    call_command("set_up_role")
    pooled.close()
    assert lacking_settings(pooled) == []


def test_a_session_has_them_without_a_pooler(db):
    assert lacking_settings(connection) == []
    if connection.vendor == "postgresql":
        assert as_options(OF_ROLE) in connection.settings_dict["OPTIONS"]["options"]
    else:
        with pytest.raises(CommandError, match="Only PostgreSQL"):
            call_command("set_up_role")
